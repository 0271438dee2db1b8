"""Evidence: what is said of the photos and files that people send along with their reports."""

from __future__ import annotations

from collections.abc import Sequence

from domain.messages import MAX_FILE, Attachment, Choice, Enclosure, Outgoing
from domain.plan import Task
from domain.progress import Evidence
from wording import figures
from wording.figures import plain
from wording.words import Words

_SHORT_HASH = 12  # digits that people compare
_PICTURE = 10 << 20  # bytes of what is shown as a picture; what is larger goes as a file


def name(words: Words, file: Enclosure | Evidence) -> str:
    """现场.jpg, or 照片 where it has no name."""
    return file.name or words.t("照片")


def along(words: Words, files: Sequence[Evidence]) -> str:
    """附件：现场.jpg、照片: what goes along with a report."""
    return words.t("附件：{names}", names=words.t("、").join(name(words, one) for one in files))


def choice(words: Words, receipt: str, department: str) -> Choice:
    """补附件, below a receipt of that department."""
    action = {"flow": "evidence", "do": "add", "receipt": receipt, "department": department}
    return Choice(words.t("补附件"), action)


def show_choice(words: Words, task: int) -> Choice:
    """看附件, below 第6项依据."""
    return Choice(words.t("看附件"), {"flow": "evidence", "do": "show", "task": task})


def send_it(words: Words, receipt: str) -> Outgoing:
    """补附件 was pressed."""
    return plain(
        words,
        "请把照片或文件发过来（每个不超过{most}MB），会附到 {code}，不改动已报的数。",
        most=MAX_FILE >> 20,
        code=figures.receipt(receipt),
    )


def attached(words: Words, file: Enclosure, receipt: str, tasks: Sequence[Task]) -> Outgoing:
    """The file belongs to a report."""
    about = words.t("、").join(f"{one.number} {one.short}" for one in tasks)
    return Outgoing(
        lines=(
            words.t(
                "已收到附件“{name}”，附到 {code}（{tasks}）。",
                name=name(words, file),
                code=figures.receipt(receipt),
                tasks=about,
            ),
        ),
        choices=(choice(words, receipt, tasks[0].lead),),
        footer=words.t("附件只作佐证，不改动已报的数"),
    )


def goes_along(words: Words, file: Enclosure, *, pending: bool) -> Outgoing:
    """The file waits for a report: one that is to be confirmed (`pending`), or the next one."""
    if pending:
        return plain(words, "已收到附件“{name}”，确认报送后一并保存。", name=name(words, file))
    return plain(
        words,
        "已收到附件“{name}”。近一天内您没有填报，请直接发进展，如“6 已建4家”，附件会随这次填报一并保存。",
        name=name(words, file),
    )


def too_big(words: Words, file: Enclosure) -> Outgoing:
    """It cannot be fetched."""
    return plain(
        words,
        "附件“{name}”超过{most}MB，取不下来，没有保存；其他内容不受影响。请压缩或分成几份再发。",
        name=name(words, file),
        most=MAX_FILE >> 20,
    )


def not_taken(words: Words) -> Outgoing:
    """A file of somebody who reports nothing."""
    return plain(words, "收到文件，没有保存：附件只随填报保存，您的身份不需要填报。要查进展请用文字，如“第6项进展”。")


def lost(words: Words, file: Evidence) -> Outgoing:
    """The file was on record and cannot be had any more."""
    return plain(
        words,
        "您发的附件“{name}”没有取到（平台上已经没有了），填报本身不受影响。如仍需要，请再发一次。",
        name=name(words, file),
    )


def traced(words: Words, file: Evidence) -> str:
    """佐证：现场.jpg（345 KB，SHA-256 3fa4…）, as it stands in 依据."""
    if file.failure is not None:
        state = words.t("没有取到")
    elif file.content_hash is None:
        state = words.t("正在取回")
    else:
        size = max(1, (file.size or 0) >> 10)
        state = words.t("{size} KB，SHA-256 {hash}…", size=f"{size:,}", hash=file.content_hash[:_SHORT_HASH])
    return words.t("佐证：{name}（{state}）", name=name(words, file), state=state)


def shown(words: Words, task: Task, file: Evidence, author: str, receipt: str) -> Outgoing:
    """The file itself, with where it comes from. It must be kept."""
    fits = file.is_picture and (file.size or 0) <= _PICTURE
    source = {"kind": "evidence", "hash": file.content_hash}
    called = file.name or words.t("照片") + ".jpg"
    line = words.t(
        "第{task}项佐证：{name}　{author}　{code}",
        task=task.number,
        name=name(words, file),
        author=author,
        code=figures.receipt(receipt),
    )
    one = Attachment(called, source)
    return Outgoing(lines=(line,), picture=one if fits else None, file=None if fits else one)


def nothing_to_show(words: Words, task: Task) -> Outgoing:
    """No file of the task is there."""
    return plain(words, "第{task}项还没有可以查看的附件。", task=task.number)
