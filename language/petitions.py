"""The words of the supervision procedure: an objection, a reason, an order of the coordinator, a call for parts.

Each reader says None (or False) to what is not for it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from language.dates import find_dates
from language.marking import tasks_named
from language.names import Vocabulary
from language.normalise import normalise
from language.schedule.phrase import plain

_OBJECTS = re.compile(
    r"非(?:我|本)(?:单位|部门|局|委|办|镇)|(?:不是|不属于?|不归|不由|不该)(?:我们?|咱们?|本|我局|我部)(?:单位|部门|局|委|办|镇|这边)?"
    r"(?:的|来|管|负责|牵头|职责|职能|范围|任务|业务|工作|事)|not our (?:task|matter|job|responsibility)",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"(?:理由|原因)(?:是|为|[:：])?\s*(?P<told>[^。;；]{2,})|(?P<because>(?:因为?|由于)[^。;；]{2,}|because .{2,})",
    re.IGNORECASE,
)
_ASKED = (
    r"(?:配合|协办)(?:部门|单位)(?:们|都)?(?:也|来)?(?:报|填|反馈|回复|提供|补充)送?"
    r"(?P<once>一下)?(?:进展|配合|情况|材料|一下)*[吧。!！]*$"
)
_PARTS = re.compile(
    rf"(?:请|让|催|通知|提醒|麻烦).{{0,14}}?{_ASKED}"
    r"|ask (?:the )?supporting departments?(?: (?:about|for) .{1,20})?$",
    re.IGNORECASE,
)
_PARTS_AT_ONCE = re.compile(_ASKED)
_JOINT = re.compile(r"^(?:联合|合并|汇总)(?:报送|填报|上报)|^joint report", re.IGNORECASE)
_PART = re.compile(r"配合(?:部分|情况|事项|进展)?[:：]|\bour part\b", re.IGNORECASE)
_TASK = r"(?:第?\s*(?P<task>\d{1,4})\s*(?:项|号)?)"
_ENGLISH = r" +(?:task +)?(?P<task>\d{1,4})"
_TAIL = r"[\s,，。:：]*(?P<rest>.*)$"
_EXTENSION = r"\s*(?:的)?(?:延期|展期)(?:申请)?"
_ORDERS = tuple(
    (name, re.compile(rf"^{pattern}{_TAIL}", re.IGNORECASE | re.DOTALL))
    for name, pattern in (
        ("open", r"(?:/desk|/todo|待办(?:事项|清单|列表)?|待审(?:核|批)?(?:事项)?|有(?:什么|哪些)待办|to-?do)(?=$)"),
        ("refuse", rf"(?:不同意|驳回|拒绝)\s*{_TASK}{_EXTENSION}"),
        ("grant", rf"(?:同意|批准|准予)\s*{_TASK}{_EXTENSION}"),
        ("return", rf"(?:退办|退回)\s*{_TASK}"),
        ("reopen", rf"(?:重新打开|重开|恢复办理|重新办理)\s*{_TASK}"),
        ("close", rf"(?:确认)?(?:办结|销号|办结·销号)\s*{_TASK}"),
        ("refuse", rf"refuse extension(?: of)?{_ENGLISH}"),
        ("grant", rf"grant extension(?: of)?{_ENGLISH}"),
        ("return", rf"return{_ENGLISH}"),
        ("reopen", rf"reopen{_ENGLISH}"),
        ("close", rf"close{_ENGLISH}"),
    )
)


@dataclass(frozen=True, slots=True)
class Order:
    """What a coordinator wants decided: open (the tray), close, return, reopen, grant, refuse; why, if it was said."""

    name: str
    task: int | None = None
    reason: str | None = None


def is_submit(text: str) -> bool:
    """Whether a text is the word on the button and nothing else."""
    return text.strip().casefold() in ("提交", "submit")


def objects(text: str) -> bool:
    """Whether a text says that a matter is not the speaker's: 第6项不是我单位的事, 不归我们管."""
    return bool(_OBJECTS.search(unicodedata.normalize("NFKC", text)))


def reason_in(text: str) -> str | None:
    """因用地审批未完成, 理由：…; None where no reason is said."""
    match = _REASON.search(text)
    return (match["told"] or match["because"]).strip(" ，,。") if match else None


def date_in(text: str, today: date) -> date | None:
    """The date that a text names (a coming one where the year is open), its last where it names a span; None where it
    names none or several."""
    found = [one.ahead(today) or one for one in find_dates(plain(text), today) if one.grain not in ("since", "span")]
    days = {one.due or one.last for one in found}
    return days.pop() if len(days) == 1 else None


def read_order(text: str) -> Order | None:
    """A coordinator's order, or None where it is something else."""
    said = unicodedata.normalize("NFKC", text).strip()
    for name, pattern in _ORDERS:
        match = pattern.match(said)
        if match is None:
            continue
        found = match.groupdict()
        number = found.get("task")
        reason = re.sub(r"^(?:理由|原因)[是为:：\s]+", "", (found["rest"] or "").strip())
        return Order(name, int(number) if number else None, reason.strip(" ,，。") or None)
    return None


def asks_for_list(text: str) -> bool:
    """Whether a text that speaks of extensions asks for those there are: 有哪些延期申请."""
    return bool(re.search(r"哪|谁|几|多少|吗|[?？]|查|看|列", text))


def wants_parts(text: str) -> bool:
    """Whether a lead wants its supporting departments asked: 请配合部门报一下."""
    said = text.strip()
    bare = _PARTS_AT_ONCE.search(said)  # 6 配合部门报一下
    return bool(_PARTS.search(said)) or (bare is not None and bare["once"] is not None)


def wants_joint(text: str) -> bool:
    """Whether a lead wants to report jointly: 联合报送 6."""
    return bool(_JOINT.match(text.strip()))


def is_part(text: str) -> bool:
    """Whether a text says of itself that it is a supporting department's part: 第6项 配合：…."""
    return bool(_PART.search(text))


def part_in(text: str) -> str:
    """The part itself, without 第6项 配合：."""
    match = _PART.search(text)
    return text[match.end() :].strip(" :：,，") or text if match else text


def tasks_in(text: str, vocabulary: Vocabulary) -> tuple[int, ...]:
    """The tasks that a text names for certain; a bare number counts: 联合报送 6."""
    named = tasks_named(text, vocabulary)
    if named:
        return named
    bare = [int(one) for one in re.findall(r"(?<!\d)\d{1,4}(?!\d)", normalise(text).plain)]
    return tuple(one for one in bare if one in vocabulary.tasks)
