"""Requests in a fixed form, with what stands in their slots read too: who may say them, whom an invitation is for."""

from __future__ import annotations

import re

from domain.people import Act, Person, Role, may
from language import petitions
from language.dates import find_dates
from language.liaison import read_liaison
from language.meanings import Decision, Invite, Joint, Meaning, Parts, Quiet, Record, Report, RuleOrder, Waits
from language.message import Context, Message
from language.names import Vocabulary
from language.patterns import Pattern
from language.reading import Question
from language.requests import Request, read_courtesy, read_request, says
from language.schedule import read_admin

DECISIONS = frozenset({"close", "return", "reopen", "grant", "refuse"})
LANGUAGES = {"zh": ("zh", "chinese", "中文", "汉语"), "en": ("en", "english", "英文", "英语")}
_ROLES = (
    (Role.LIAISON, "联络员|liaison"),
    (Role.HEAD, "责任领导|分管领导|主管领导|负责人|领导|head"),
    (Role.COORDINATOR, "统筹人员|统筹员|统筹|督办人员|coordinator"),
    (Role.ADMIN, "系统管理员|管理员|administrator|admin"),
)
_INVITED = Pattern(
    r"(?i)^(?:给|一?个|一?位|让|a\b|an\b)?\s*(?P<department>.{0,30}?)[\s,，的:：]*"
    + "(?P<role>" + "|".join(words for _, words in _ROLES) + ")?"
    + r"[\s,，]*[(]?(?P<backup>[ab]角|备份|backup)?[)]?$"
)  # fmt: skip
_WAIT = Pattern(r"(?i)(?P<step>蓝|黄|红|blue|yellow|red)(?:色|灯)?[\s:：=为]*(?P<days>\d{1,3})")
_STEPS = {"蓝": "blue", "黄": "yellow", "红": "red"}
_THRESHOLDS = Pattern(r"(?i)^(?:亮灯)?(?:阈值|门槛|标准)|thresholds?$")
_REASON_LEAD = Pattern(r"^(?:理由|原因)[是为:：\s]+")


def code(message: Message, who: Person) -> Meaning | None:
    """An invitation code, alone or after 绑定: all that somebody without one can ask for."""
    found = read_request(message.folded)
    return found if found and found.name == "redeem" else None


def request(message: Message, who: Person) -> Meaning | None:
    """A request in a fixed form; what stands in its slots is read too."""
    found = read_request(message.folded)
    if found is None:
        return None
    match found.name:
        case "invite":
            return _invite(found, message, who)
        case "revoke":
            return found if may(who, Act.INVITE) and not read_key(found.slot("whom")) else None
        case "language":
            named = (found.slot("language") or message.folded).lower()
            chosen = next((code for code, names in LANGUAGES.items() if named in names), "")
            return Request(found.name, {"language": chosen})
        case "quiet":
            return _quiet(found, message)
        case "waits":
            said = _WAIT.finditer(found.slot("waits"))
            days = {_STEPS.get(one["step"], one["step"].lower()): int(one["days"]) for one in said}
            return Waits(days) if days else None
        case "record" | "who_changed":
            return _record(found.slot("about"), who)
        case "edit" | "history" | "spare" | "again":
            return _rule_order(found, message)
        case "parts" | "joint":
            return _asked_of_supporters(found.name, message, who)
        case "card":
            return found if who.has(Role.LIAISON) else None
        case "mine":
            return Question("my_lead") if who.departments() else None
        case "on_behalf":
            return _on_behalf(found, message) if who.has(Role.COORDINATOR) else None
        case name if name in DECISIONS:
            number = re.search(r"\d+", found.slot("task", "number"))
            reason = _REASON_LEAD.sub("", found.slot("reason")).strip(" ,，。")
            decides = may(who, Act.DECIDE) or not who.has(Role.LIAISON)  # a liaison's 办结 6 is a report
            return Decision(name, int(number[0]), reason or None) if number and decides else None
        case "todo":
            return found if may(who, Act.DECIDE) or not who.has(Role.LIAISON) else None
    return found


def _invite(found: Request, message: Message, who: Person) -> Meaning | None:
    """邀请 and whom. Without a role only a department counts: 邀请专家12名 is somebody's report."""
    if not found.slot("rest"):
        return Invite("", (), None, False) if may(who, Act.INVITE) else None
    wanted = invited(found.slot("rest"), message.context.vocabulary)
    return wanted if wanted and (wanted.role is not None or wanted.departments) else None


def invited(folded: str, vocabulary: Vocabulary) -> Invite | None:
    """区科技产业局 联络员 B角: a department and a role. None where it does not read like one."""
    match = _INVITED.match(folded)
    if match is None:
        return None
    said = (match["role"] or "").lower()
    role = next((role for role, words in _ROLES if said and re.fullmatch(words, said, re.IGNORECASE)), None)
    department = match["department"].strip()
    names = vocabulary.department(department) if department else ()
    return Invite(department, names, role, (match["backup"] or "").lower() not in ("", "a角"))


def _quiet(found: Request, message: Message) -> Meaning:
    until, today = found.slot("until"), message.context.today
    if says("off", until):
        return Quiet(off=True)
    dates = find_dates(message.phrase.shape, today) if until else []
    if not dates:
        return Quiet()
    first = dates[0]
    day = today if first.last < today else first.last
    if first.grain == "span" and first.days:
        day = today.fromordinal(today.toordinal() + first.days)
    return Quiet(day)


def _record(about: str, who: Person) -> Meaning | None:
    """审计 S-1, 谁改了阈值. A department may mean something else by it."""
    if not may(who, Act.READ_ALL):
        return None
    about = about.strip(" 的")
    key = read_key(about)
    if key:
        return Record(key)
    if _THRESHOLDS.match(about):
        return Record("thresholds")
    return None if re.search(r"第?\d+项", about) else Record(about)


def _rule_order(found: Request, message: Message) -> Meaning:
    words = found.slot("rule")
    context = message.context
    reading = read_admin(words, context.vocabulary, context.now.astimezone(context.vocabulary.zone)) if words else None
    tasks = tuple(sorted({int(one) for one in re.findall(r"\d+", found.slot("tasks"))}))
    return RuleOrder(found.name, found.slot("key"), words, reading, tasks)


def _asked_of_supporters(name: str, message: Message, who: Person) -> Meaning | None:
    if not who.has(Role.LIAISON):
        return None
    mine = [one.number for one in petitions.tasks_of(message) if may(who, Act.REPORT, one)]
    if name == "joint":
        return Joint(mine[0]) if mine else None
    led = any(one.supporting and may(who, Act.REPORT, one) for one in message.context.vocabulary.tasks.values())
    return Parts(mine[0] if mine else None) if mine or led else None


def _on_behalf(found: Request, message: Message) -> Meaning:
    """代报 and what a department said on the phone; nothing behind it: how to do that is asked."""
    words = message.said.strip()[len(message.said.strip()) - len(found.slot("words")) :] if found.slot("words") else ""
    if not words:
        return found
    context = message.context
    return Report(read_liaison(Message(words, Context(context.vocabulary, context.now))), words, on_behalf=True)


def read_key(text: str) -> str | None:
    """S-3, however it was typed; None for anything else."""
    match = re.fullmatch(r"s\s*-?\s*(\d{1,4})", text.strip(), re.IGNORECASE)
    return f"S-{int(match[1])}" if match else None


def courtesy(message: Message, who: Person) -> Meaning | None:
    """您好, 谢谢, 收到, and nothing else."""
    return read_courtesy(message.folded)
