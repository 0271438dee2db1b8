"""The words of the supervision procedure: an objection, a reason, a date, a supporting department's part."""

from __future__ import annotations

import re

from domain.plan import Task
from language.message import Message
from language.patterns import Pattern

_OBJECTS = Pattern(
    r"(?i)非(?:我|本)(?:单位|部门|局|委|办|镇)|(?:不是|不属于?|不归|不由|不该)(?:我们?|咱们?|本|我局|我部)(?:单位|部门|局|委|办|镇|这边)?"
    r"(?:的|来|管|负责|牵头|职责|职能|范围|任务|业务|工作|事)|not our (?:task|matter|job|responsibility)"
)
_REASON = Pattern(
    r"(?i)(?:理由|原因)(?:是|为|[:：])?\s*(?P<told>[^。;；]{2,})|(?P<because>(?:因为?|由于)[^。;；]{2,}|because .{2,})"
)
_PART = Pattern(r"(?i)配合(?:部分|情况|事项|进展)?[:：]|\bour part\b")
_LIST = Pattern(r"哪|谁|几|多少|吗|[?？]|查|看|列")


def objects(folded: str) -> bool:
    """Whether a text says that a matter is not the speaker's: 第6项不是我单位的事, 不归我们管."""
    return bool(_OBJECTS.search(folded))


def reason_in(said: str) -> str | None:
    """因用地审批未完成, 理由：…; None where no reason is said."""
    match = _REASON.search(said)
    return (match["told"] or match["because"]).strip(" ，,。") if match else None


def asks_for_list(said: str) -> bool:
    """Whether a text that speaks of extensions asks for those there are: 有哪些延期申请."""
    return bool(_LIST.search(said))


def is_part(said: str) -> bool:
    """Whether a text says of itself that it is a supporting department's part: 第6项 配合：…."""
    return bool(_PART.search(said))


def part_in(said: str) -> str:
    """The part itself, as it was typed, without 第6项 配合：."""
    match = _PART.search(said)
    return said[match.end() :].strip(" :：,，") or said if match else said


def tasks_in(message: Message) -> tuple[int, ...]:
    """The tasks that a text names for certain; a bare number counts: 联合报送 6."""
    if message.named:
        return message.named
    known = message.context.vocabulary.tasks
    return tuple(int(one) for one in re.findall(r"(?<!\d)\d{1,4}(?!\d)", message.text.plain) if int(one) in known)


def tasks_of(message: Message) -> list[Task]:
    """The same, as tasks of the plan."""
    return [message.context.vocabulary.tasks[number] for number in tasks_in(message)]
