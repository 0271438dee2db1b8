"""The child process of `documents.opening`: a file on its standard input, the document as JSON on its standard output.

python -m documents.child KIND BYTES SECONDS
"""

from __future__ import annotations

import json
import sys

from documents.kinds import CannotRead, Kind
from documents.opening import to_json
from domain.grids import Document, Unreadable


def main(kind: str, memory: str, seconds: str) -> int:
    """Read one file within the limits. Whatever goes wrong is said as a reason, never as a traceback."""
    _limit(int(memory), int(seconds))
    try:
        said = to_json(_read(sys.stdin.buffer.read(), Kind(kind)))
        text = json.dumps(said, ensure_ascii=False)
    except CannotRead as error:
        text = json.dumps({"why": error.why})
    except MemoryError:
        text = json.dumps({"why": Unreadable.BOMB})
    except Exception:
        text = json.dumps({"why": Unreadable.BROKEN})
    sys.stdout.buffer.write(text.encode("utf-8", errors="replace"))
    return 0


def _read(content: bytes, kind: Kind) -> Document:
    if kind is Kind.DOCX:
        from documents import words

        return words.read(content)
    if kind is Kind.PDF:
        from documents import pages

        return pages.read(content)
    from documents import workbooks

    return workbooks.read(content)


def _limit(memory: int, seconds: int) -> None:
    """Where the system can: so much address space, so much processor time, no new files."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's clock still holds
        return
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, 0)):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
