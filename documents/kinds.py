"""What a file is, by its first bytes and by what is in its package; never by its name alone."""

from __future__ import annotations

import io
import zipfile
from enum import StrEnum

from domain.grids import Unreadable

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of Office 97-2003, and of encrypted newer files
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
_PICTURE_ENDINGS = ("jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp", "heic", "heif")
_WPS_ENDINGS = ("wps", "wpt", "et", "ett", "dps")
MOST_BYTES = 20 << 20  # of a file; the lists of a whole province have two
MOST_UNPACKED = 200 << 20  # of a package, all parts together
MOST_PARTS = 5_000


class Kind(StrEnum):
    """What can be read."""

    DOCX = "docx"
    XLSX = "xlsx"  # .xlsm and .xlsb too
    XLS = "xls"
    ODS = "ods"
    PDF = "pdf"
    TEXT = "text"
    CSV = "csv"


class CannotRead(Exception):
    """A file that is not read, and why."""

    def __init__(self, why: Unreadable) -> None:
        self.why = why
        super().__init__(why.value)


def kind_of(content: bytes, name: str) -> Kind:
    """The kind of a file. Raises CannotRead for one that is none of ours, a bomb, or locked with a password."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if len(content) > MOST_BYTES:
        raise CannotRead(Unreadable.TOO_BIG)
    if not content.strip():
        raise CannotRead(Unreadable.EMPTY)
    if content.startswith(b"PK\x03\x04"):
        return _package(content)
    if content.startswith(_OLE):
        return _old(content, ending)
    if content.lstrip()[:5] == b"%PDF-":
        return Kind.PDF
    if content.startswith(_PICTURES) or ending in _PICTURE_ENDINGS or content[4:8] == b"ftyp":
        raise CannotRead(Unreadable.PICTURE)
    if ending in _WPS_ENDINGS:
        raise CannotRead(Unreadable.WPS)
    if ending == "doc" or content.startswith(b"{\\rtf"):
        raise CannotRead(Unreadable.OLD_WORD)
    if b"\x00" in content[:4000] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise CannotRead(Unreadable.UNKNOWN)
    return Kind.CSV if ending == "csv" else Kind.TEXT


def _package(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            names = {one.filename for one in parts}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise CannotRead(Unreadable.BROKEN) from error
    if any(one.flag_bits & 1 for one in parts):
        raise CannotRead(Unreadable.ENCRYPTED)
    if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
        raise CannotRead(Unreadable.BOMB)
    if "word/document.xml" in names:
        return Kind.DOCX
    if any(one.startswith("xl/workbook.") for one in names):
        return Kind.XLSX
    if "content.xml" in names and "mimetype" in names:
        return _open_document(content)
    raise CannotRead(Unreadable.UNKNOWN)


def _open_document(content: bytes) -> Kind:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        what = package.read("mimetype")[:100]
        sealed = package.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in package.namelist() else b""
    if b"encryption-data" in sealed:
        raise CannotRead(Unreadable.ENCRYPTED)
    if b"spreadsheet" not in what:
        raise CannotRead(Unreadable.UNKNOWN)
    return Kind.ODS


def _old(content: bytes, ending: str) -> Kind:
    """An OLE container: the names of its streams, as UTF-16, say what it is."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise CannotRead(Unreadable.ENCRYPTED)
    if ending in _WPS_ENDINGS:
        raise CannotRead(Unreadable.WPS)
    if holds("WordDocument"):
        raise CannotRead(Unreadable.OLD_WORD)
    if holds("Workbook") or holds("Book"):
        return Kind.XLS
    raise CannotRead(Unreadable.UNKNOWN)
