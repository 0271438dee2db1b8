"""Short requests that mean the same to everybody: help, language, people, an invitation code, a greeting.

Only a text that is nothing else counts: “邀请 区团工委 联络员” is a request, “邀请专家12名” is a report.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from domain.people import Role

_END = r"[\s。.!！?？~～]*$"
_GAP = r"[\s:：,，]*"
_PATTERNS = tuple(
    (name, re.compile(pattern, re.IGNORECASE | re.DOTALL))
    for name, pattern in (
        ("redeem", rf"^(?:/start|/bind|bind)[\s:]+(?P<rest>\S.*?){_END}"),
        ("redeem", rf"^(?:绑定(?:账号)?|邀请码)(?:是|为)?{_GAP}(?P<rest>[a-z0-9][a-z0-9\s-]{{0,60}}|){_END}"),
        ("start", rf"^(?:/start|开始使用){_END}"),
        ("report", rf"^(?:/report|report|填报|我要填报|报进展|我要报进展|填写进展){_END}"),
        (
            "help",
            rf"^(?:/help|/menu|help|帮助|使用(?:说明|帮助|方法)|怎么用|怎么使用|功能|菜单|有什么功能"
            rf"|[你您](?:能|会|可以)(?:做|干)(?:什么|啥|哪些事)|\?|what can you do){_END}",
        ),
        ("people", rf"^(?:/people|people|人员|人员(?:名单|列表|管理)|联络员(?:名单|列表)|通讯录){_END}"),
        ("rules", rf"^(?:/rules|rules|提醒列表|提醒规则|规则列表){_END}"),
        ("rehearse", rf"^(?:试发|先?发我一份|/test|test|rehearse){_GAP}(?P<rest>s?-?\d{{1,4}}){_END}"),
        ("invite", rf"^(?:/invite\b|invite\b|邀请){_GAP}(?P<rest>.{{0,60}}?){_END}"),
        ("revoke", rf"^(?:/revoke\b|revoke\b|停用){_GAP}(?P<rest>.{{1,40}}?){_END}"),
        (
            "language",
            rf"^(?:/language|语言|language|切换到?|switch to){_GAP}"
            rf"(?P<rest>en|zh|english|chinese|中文|英文|英语|汉语|){_END}",
        ),
        ("language", rf"^(?P<rest>english|中文|英文|chinese){_END}"),
        ("whoami", rf"^(?:/whoami|whoami|who am i|我是谁|我的(?:信息|身份|资料|账号)){_END}"),
        (
            "rename",
            rf"^(?:/name\b|我(?:叫|的(?:名字|姓名)(?:是|叫))|my name is\b){_GAP}"
            rf"(?P<rest>[\u4e00-\u9fff·]{{2,6}}|[a-z][a-z .'-]{{1,39}}){_END}",
        ),
        ("forget", rf"^(?:/forget|forget me|delete my data|删除我的(?:信息|资料|数据)|注销(?:账号|我的账号)?){_END}"),
        (
            "quiet",
            rf"^(?:/quiet\b|quiet\b|do not disturb|免打扰|勿扰|请?先?(?:别|不要|不用)再?提醒我了?){_GAP}"
            rf"(?P<rest>.{{0,30}}?){_END}",
        ),
        (
            "feedback",
            r"^(?:/feedback|feedback|意见反馈|意见建议|提个?意见|我有个?(?:意见|建议)|意见)"
            r"(?:[\s:：,，。]+(?P<rest>.+))?$",
        ),
    )
)
_GREETING = (
    r"在吗|在不在|在么|有人吗|[你您]好|早上好|上午好|中午好|下午好|晚上好|早安|早|哈喽|嗨|hi|hello|hey"
    r"|good (?:morning|afternoon|evening)"
)
_THANKS = r"谢谢|多谢|感谢|非常感谢|谢了|辛苦了?|麻烦了|thanks(?: a lot)?|thank you(?: very much)?|thx|cheers"
_ACK = (
    r"收到|好的|好|知道了?|明白了?|了解了?|清楚了?|嗯+|行|可以|没问题|遵命|照办"
    r"|马上(?:办|处理|填|报)|这就(?:办|填|报)|ok|okay|got it|noted|roger|received|understood|will do|sure"
)
_TAIL = r"[\s,，。.!！~～、?？]*[呀啊哦噢呢吧嘞啦了您你哈]*[\s,，。.!！~～、?？]*"
_PIECE = re.compile(rf"(?:(?P<hello>{_GREETING})|(?P<thanks>{_THANKS})|(?P<ack>{_ACK})){_TAIL}", re.IGNORECASE)
_POLITE = ("hello", "thanks", "ack")  # of several, the first here is answered

_ON_BEHALF = re.compile(r"^\s*(?:代报|代填|on behalf)[:：,，\s]*", re.IGNORECASE)
_YES = re.compile(
    rf"^(?:1|是|是的|是我|对|对的|没错|没问题|正确|确认|确定|确认报送|保存|可以|好|好的|嗯|嗯嗯"
    rf"|yes|y|ok|okay|sure|right|correct|confirm|save){_END}",
    re.IGNORECASE,
)
_NO = re.compile(
    rf"^(?:0|2|否|不|不是|不是我|不对|取消|算了|不用了?|先不报"
    rf"|no|n|not me|cancel|stop){_END}",
    re.IGNORECASE,
)
_OFF = re.compile(r"^(?:关|关闭|取消|解除|结束|恢复|off|stop)(?:免打扰|提醒)?$", re.IGNORECASE)

_ROLES = (
    (Role.LIAISON, r"联络员|liaison"),
    (Role.HEAD, r"责任领导|分管领导|主管领导|负责人|领导|head"),
    (Role.COORDINATOR, r"统筹人员|统筹员|统筹|督办人员|coordinator"),
    (Role.ADMIN, r"系统管理员|管理员|administrator|admin"),
)
_INVITED = re.compile(
    r"^(?:给|一?个|一?位|让|a\b|an\b)?\s*(?P<department>.{0,30}?)[\s,，的:：]*"
    + "(?P<role>" + "|".join(words for _, words in _ROLES) + ")?"
    + r"[\s,，]*[(]?(?P<backup>[ab]角|备份|backup)?[)]?$",
    re.IGNORECASE,
)  # fmt: skip
_MARKS = re.compile(
    r"绝密|机密|(?<!商业)秘密|涉密|密级|注意保密|请勿外传|不得外传|严禁外传|不宜公开|不予公开"
    r"|(?:此件|属于?|仅限?|限|供|系|为)内部|内部(?=$|[\s\u2605\u2606*,，。;；:：!！)）】\]〕」』》]"
    r"|资料|文件|使用|材料|传阅|掌握|刊物|参考|明电|事项|发行|通报|文稿|稿件|公文|信函|件)"
    r"|(?<!\w)(?:top secret|classified|confidential|internal use only)(?!\w)",
    re.IGNORECASE,
)

_SENDS = (
    r"提醒|通知|推送|催报|催一下|催一催|发摘要|发送|发一遍|发一次|发给|规则"
    r"|\bremind|\bnotify|\bsend\b|\bnudge"
)
_RECURS = (
    r"每(?:个|隔|逢|到)?(?:工作日|天|日|周|星期|礼拜|月|季|半年|年|两|双|[\d一二三四五六七八九十]+个?(?:天|日|周|小时|月))"
    r"|隔(?:天|日|周)|(?:截止|到期|时限|限期)(?:日|时间)?(?:之|以)?前|逾期后|定时|周报"
    r"|\bevery\b|\beach\b|\bdaily\b|\bweekly\b|\bmonthly\b"
)
_ASKS = re.compile(
    r"谁|哪|怎么|怎样|多少|几[个项家次人]|什么|吗|是否|有没有|[?？]|\b(?:who|which|what|how|when)\b", re.IGNORECASE
)
_ORDERS = r"暂停|恢复|停掉|停发|停用|删除|删掉|取消|改到|改成|改为|\b(?:pause|resume|delete|cancel|change|stop)\b"
_RULES = r"提醒|规则|remind|rule"
_ORDERING = re.compile(rf"(?:{_ORDERS}).*(?:{_RULES})|(?:{_RULES}).*(?:{_ORDERS})", re.IGNORECASE)
_SENDING, _RECURRING = re.compile(_SENDS, re.IGNORECASE), re.compile(_RECURS, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Command:
    """A request by its name (redeem, start, report, help, people, rules, rehearse, invite, revoke, language, whoami,
    rename, forget, quiet, feedback, hello, thanks, ack) and what follows it."""

    name: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    """Who is to be invited, as far as it was said; `department` as typed."""

    department: str
    role: Role | None
    backup: bool


def read_command(text: str) -> Command | None:
    """The request that a text is, or None where it is something else. Never raises."""
    plain = re.sub(r"^(/\w+)@\w+", r"\1", unicodedata.normalize("NFKC", text).strip())
    for name, pattern in _PATTERNS:
        match = pattern.match(plain)
        if match:
            return Command(name, (match.groupdict().get("rest") or "").strip())
    polite = _politeness(plain)
    return Command(polite) if polite else None


def _politeness(plain: str) -> str | None:
    """收到，谢谢 is a thank-you: several polite words in a row and nothing else."""
    at, found = 0, set[str]()
    while at < len(plain):
        piece = _PIECE.match(plain, at)
        if piece is None:
            return None
        found |= {name for name in _POLITE if piece[name]}
        at = piece.end()
    return next((name for name in _POLITE if name in found), None)


def read_language(rest: str) -> str | None:
    """en or zh for the name of a language; None where none was named."""
    if not rest:
        return None
    return "en" if rest.lower() in ("en", "english", "英文", "英语") else "zh"


def read_invited(rest: str) -> Invited | None:
    """区科技产业局 联络员 B角: whom an invitation is for. None where it does not read like one."""
    match = _INVITED.match(unicodedata.normalize("NFKC", rest).strip())
    if match is None:
        return None
    said = (match["role"] or "").lower()
    role = next((role for role, words in _ROLES if said and re.fullmatch(words, said, re.IGNORECASE)), None)
    backup = (match["backup"] or "").lower() not in ("", "a角")
    return Invited(match["department"].strip(), role, backup)


def on_behalf(text: str) -> str | None:
    """What follows 代报, where a coordinator records what a department said; None for any other text."""
    match = _ON_BEHALF.match(text)
    return text[match.end() :] if match else None


def is_yes(text: str) -> bool:
    """是, 1, 确认, yes: nothing but agreement."""
    return bool(_YES.match(text.strip()))


def is_no(text: str) -> bool:
    """不是我, 取消, no: nothing but a refusal."""
    return bool(_NO.match(text.strip()))


def is_off(rest: str) -> bool:
    """免打扰 关: what stands behind asks to end it."""
    return bool(_OFF.match(rest))


def speaks_of_sending(text: str) -> bool:
    """Whether a text is about messages to be sent (提醒, 通知 …) and is no question."""
    return bool(_SENDING.search(text)) and not _ASKS.search(text)


def speaks_of_rules(text: str) -> bool:
    """Whether a text wants something done with reminders that exist (暂停 … 提醒) and is no question."""
    return bool(_ORDERING.search(text)) and not _ASKS.search(text)


def speaks_of_recurring(text: str) -> bool:
    """Whether a text says that something comes again and again (每周, 截止前) and is no question."""
    return bool(_RECURRING.search(text)) and not _ASKS.search(text)


def is_marked(text: str) -> bool:
    """Whether a text bears a mark of secrecy (秘密, 内部资料), which does not belong into a chat.

    内部 counts only as a mark, not in 内部装修 or 内部审批.
    """
    return bool(_MARKS.search(unicodedata.normalize("NFKC", text)))
