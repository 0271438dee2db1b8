"""Which tasks a text speaks of: 第6项, 6号任务, "6：", 1、4、20三项, 6-8项, task 6, names and aliases.

Numbers that are none of these and no figures either (telephones, 珠高〔2022〕15号, 305会议室, v1.2) are masked
first, with a filler of the same length, so that every position stays true. A bare number at the head of a clause is
taken for a task only if that task is the speaker's own; otherwise it is unclear and has to be asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.understanding.names import Vocabulary
from bot.understanding.normalise import plain_name
from bot.understanding.numerals import number_value
from bot.understanding.patterns import Pattern

FILLER = "□"  # where a task was named
IDLE = "◇"  # where a number stood that counts nothing
_N = r"(?:\d{1,4}|[一二三四五六七八九十][一二三四五六七八九十百]{0,4})"
_AND, _TO = r"(?:\s*(?:[、,和与及跟&]|以及)\s*|\s+(?=\d{1,4}(?:\s+\d{1,4}){0,60}\s*[都均全]))", r"\s*(?:-|~|到|至)\s*"
_TAIL = rf"(?:(?:{_AND}|{_TO})第?\s*{_N}项?){{0,60}}"
_ITEM = r"(?:\s*这?[两二三四五六七八九十]?项|号任务|号项目|个任务|条任务|任务)"
_HEAD = r"(?:^|(?<=[,;。!?:\s、(|除])|(?<=[^\d]/))"
_UNIT_AHEAD = (
    r"(?!\s*(?:建成|举办|引进|在建)\s*(?:[,;。]|$))(?!\s*(?:[%‰家名人个场套张所间位次条件份座户栋亩万亿千百元年月日天周点号楼]|项(?!目?[已都均的,:]))"
    r"|\d|[./-]\d|:\d\d(?!\d*[家名人个场套%]))"
)

MASKS = Pattern(
    "|".join(
        (
            r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.]+",
            r"[〔\[(]\s*(?:19|20)\d\d\s*[〕\])]\s*第?\d+号|(?:19|20)\d\d年第?\d+号(?:文件?|令|公告)?|\d+号(?:文件?"
            r"|令|公告|楼|院|线|地块|召集令)",
            r"(?<!\d)(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]\d{7,8}|400[- ]?\d{3,4}[- ]?\d{3,4})(?!\d)",
            r"(?<=电话)[::是]?\s*\d{5,12}|(?<=手机)[::是]?\s*\d{5,12}|(?<![\d.,])\d{7,}(?![\d.,]|[万亿元%人平套])",
            r"\d+(?:号)?(?:会议室|办公室|号楼|号院|室|房(?!间)|楼|层|栋楼|单元)|第?[一二三四五六七八九十]+楼",
            r"\d+\s*[+*×]\s*\d+(?:\s*[+*×]\s*\d+)*",
            r"(?:v|版本)\s*\d+(?:\.\d+)*|(?<![\d.])\d+\.\d+(?:\.\d+)+|\d+\.\d+版|\d+[a-z]+(?![a-z])(?<!km)(?<!m2)"
            r"|(?<![a-z])[a-z]+\d+(?:\.\d+)*(?![a-z])(?<!m2)",
            rf"第{_N}(?:批次|批|期|届|轮|次|版|稿|阶段|步|名|位|组|标段|季度|章|条(?!任务)|款|家|场|个(?!任务)|学期"
            r"|产业|人民|小学|中学|幼儿园)",
            r"(?<![举开办\d了])[一二三四五六七八九两\d](?:期|标段|阶段)(?![间中限刊待])|(?:(?<![目之以提当])前|后"
            r"|排名|排|位列)第?[一二三四五六七八九十\d]+(?:名|位)?(?=[,。;的]|$)",
            r"(?<![\d之十百千万第差缺剩少余还])[一1](?=(?:个|家|名|场|套|次|位|人|点)?(?:[\u4e00-\u9fff]{0,3})(?:都"
            r"|也)?(?:还)?(?:没|未))|(?<=[上下这那每某另前后同哪任])一(?=[\u4e00-\u9fff])",
            r"一(?:些|下|般|直|起|样|定|旦|切|致|体化?|并|律|方面|线|边|手|键|站式|揽子|把手|向|次性|系列)|统一"
            r"|唯一|专一|万一|十分|千万(?=别|不|要)|五一|十一(?=前|后|假)|双[一十]\S|三[公农]|四上企业"
            r"|[一二三四五六七八九]是(?!第)",
            r"一个?(?=问题|困难|情况|方案|想法|意见|原因|难点|人在)|一方|双方|三方|多方|各方|\d\s*比\s*\d",
            r"(?<!\d)\d{1,3}岁|(?:增长|提高|增加|提升|上升|下降|减少|高|低|快|慢|多|少)(?:了|约)?\d+(?:\.\d+)?(?:%"
            r"|个百分点|个点)|同比\S{0,4}\d+(?:\.\d+)?%|\d+(?:\.\d+)?个百分点",
        )
    )
)

_EXPLICIT = Pattern(rf"(?P<list>第\s*{_N}项?{_TAIL})(?:{_ITEM}|(?<=项)|号(?![文楼院线地前之]))")
_LISTED = Pattern(rf"{_HEAD}(?P<list>\d{{1,4}}(?:(?:{_AND}|{_TO})\d{{1,4}}){{1,60}}){_ITEM}")
_ITEMS = Pattern(rf"{_HEAD}(?P<list>\d{{1,4}}项(?:[、,和及]\d{{1,4}}项)+)")
_NUMBERED = Pattern(
    r"(?<=是)\d{1,4}项的|(?<![\d.月])\d{1,4}号(?:任务|项目)|(?:任务|序号|编号|#"
    r"|\bno\.?)\s*\d{1,4}(?![\d.]*[个项家名人场套%\d])|(?<![\d.])\d{1,4}#"
    rf"|{_HEAD}\d{{1,4}}项(?=\s*:)|{_HEAD}\d{{1,4}}号(?=[:已还没未的进滞正]"
    r"|\s*\d+(?:\.\d+)?\s*[家个名人场套所%]|\s+\S|$)(?!\s*[前之以])"
    rf"|{_HEAD}[一二三四五六七八九十]{{1,3}}号任务|{_HEAD}\d{{1,4}}项的?(?=牵头|责任|负责|配合|目标|截止|进[展度])"
)
_STATE_AHEAD = (
    r"(?:\s*:|\s*(?:已|分别|各(?!有)|都|均|还|未|没|滞后|落后|正常|正在|在推|在办|受阻|完成|按计划|按期|卡|有(?!人)|进展"
    r"|进度|推进|延期|申请|基本|预计|暂|尚|也|等|因为|因|办结|搞定"
    r"|停|缺|达到|累计|目前|现在|本月|新增|弄|落实|无|全部|可以|不|改|应|是|的)|\s*(?:建成?|引进|筹措|举办"
    r"|办|开|开办|选聘|签约|落实|打造|招|聘)了?\s*\d"
    r"|\s+(?:\d|[\u4e00-\u9fff□])(?!\s*(?:完成|建成|举办|引进|未完成)?\s*$))"
)
_BARE = Pattern(
    rf"{_HEAD}(?<!:)(?<!:\s)(?<!\d\s)\d{{1,4}}(?:(?:{_AND}"
    rf"|{_TO})\d{{1,4}}){{0,60}}{_UNIT_AHEAD}(?={_STATE_AHEAD})"
)
_LOOSE = Pattern(
    rf"{_HEAD}(?<!:)(?<!\d\s)\d{{1,4}}{_UNIT_AHEAD}(?![上下](?!个?月|周))(?![大成期级分度后前来多余几星线代幅英寸折倍路班秒左以时岁比万亿米页行届批轮])(?=[\u4e00-\u9fff□])"
)
_ITEM_HEAD = Pattern(
    rf"{_HEAD}{_N}项(?=\s*(?:□|\d|[一二两三四五六七八九十]+[家个名人场套张所]|已|还|未|没|差|正|完成|建|办|聘|引|签)(?![都均]))"
)
_ENUMERATED = Pattern(
    rf"{_HEAD}[(]?(\d{{1,3}})\s*(?:[、)-]|\.(?!\d))\s*(?=[\u4e00-\u9fffa-z□]|\d{{1,7}}(?:\.\d+)?\s*(?:%|[家个名人场套张所间位项次万]))"
)
_NUMBERS = Pattern(rf"({_N})|({_TO})")
_LONGEST_RANGE = 60


@dataclass(frozen=True, slots=True)
class Reference:
    """Tasks named at [start, end). `how`: number, bare, name, part (the name of one part of the task), missing (no such
    task) or unclear (`tasks` are candidates only)."""

    start: int
    end: int
    tasks: tuple[int, ...]
    how: str

    @property
    def certain(self) -> bool:
        """Whether the tasks may be taken without asking."""
        return self.how in ("number", "bare", "name", "part")


def find_references(
    text: str, vocabulary: Vocabulary, department: str | None = None, asked: int | None = None
) -> tuple[list[Reference], str]:
    """The references in a plain text, in order, and the text with them and all idle numbers masked.

    `department` is the speaker's (whose own tasks may be called by a bare number), `asked` the task just asked about.
    """
    found: list[Reference] = []
    for named in vocabulary.names_in(text):
        how = "name" if named.whole else "part"
        tasks = named.tasks
        if len(tasks) > 1:
            own = tuple(n for n in tasks if n == asked) or tuple(
                n for n in tasks if _is_led_by(vocabulary, n, department)
            )
            tasks, how = (own, how) if len(own) == 1 else (tasks, "unclear")
        found.append(Reference(named.start, named.end, tasks, how))
    text = _fill(text, [(one.start, one.end) for one in found])
    text = MASKS.sub(lambda match: IDLE * len(match[0]), text)
    for pattern, how in (
        (_EXPLICIT, "number"),
        (_EXPLICIT, "number"),
        (_LISTED, "number"),
        (_ITEMS, "number"),
        (_NUMBERED, "number"),
        (_BARE, "bare"),
    ):
        for match in pattern.finditer(text):
            reference = _numbers(
                match, vocabulary, how, department, text[match.end() :].lstrip(), _said_before(text, match)
            )
            if reference is not None:
                found.append(reference)
        text = _fill(text, [(one.start, one.end) for one in found])
    for match in _ITEM_HEAD.finditer(text):  # 二十二项5名已聘满: a task, unless it counts the speaker's own tasks
        number = int(number_value(match[0][:-1]) or 0)
        if number in vocabulary.tasks and _is_led_by(vocabulary, number, department):
            led = sum(task.lead == department for task in vocabulary.tasks.values())
            found.append(Reference(*match.span(), (number,), "unclear" if number <= led else "bare"))
    text = _fill(text, [(one.start, one.end) for one in found])
    for match in _LOOSE.finditer(text):  # 21建成基地8个: the speaker's own task; of others, only in a list
        number = int(match[0])
        if number in vocabulary.tasks and department and (_is_led_by(vocabulary, number, department) or found):
            theirs = _is_of(vocabulary, number, department)
            found.append(Reference(match.start(), match.end(), (number,), "bare" if theirs else "unclear"))
    text = _fill(text, [(one.start, one.end) for one in found])
    numbered = list(_ENUMERATED.finditer(text))
    counts_up = len(numbered) > 1 and [int(match[1]) for match in numbered] == list(range(1, len(numbered) + 1))
    for match in numbered:
        number = int(match[1])
        after = re.match(r"\d+", text[match.end() :])
        alone = len(numbered) == 1 and after is not None
        if alone and after and (int(after[0]) == number + 1 or ("-" in match[0] and number < int(after[0]))):
            return _joined(sorted(found, key=lambda one: one.start)), text  # 3-5家
        if not counts_up and number in vocabulary.tasks:
            theirs = department is None or _is_of(vocabulary, number, department)
            found.append(Reference(match.start(), match.end(), (number,), "bare" if theirs else "unclear"))
    text = _fill(text, [match.span() for match in numbered])
    if not found and asked is None:
        found = _by_figures(text, vocabulary, department)
        text = _fill(text, [(one.start, one.end) for one in found])
    return _joined(sorted(found, key=lambda one: one.start)), text


def _by_figures(text: str, vocabulary: Vocabulary, department: str | None) -> list[Reference]:
    """Tasks known by what a figure counts, words and unit agreeing with one task of the speaker's own."""
    found = []
    for named in vocabulary.counted_in(text, department):
        units = {
            plain_name(one.base_unit or one.unit)
            for milestone in vocabulary.tasks[named.tasks[0]].milestones
            for one in milestone.indicators
        }
        clause = re.split(r"[,;。!?\n]", text[named.end :])[0]
        if any(
            re.match(rf"[^\d一二两三四五六七八九十]{{0,8}}[\d一二两三四五六七八九十百千.万亿]+多?余?{unit}", clause)
            for unit in units
        ):
            found.append(Reference(named.start, named.end, named.tasks, "part"))
    return found


def _numbers(
    match: re.Match[str], vocabulary: Vocabulary, how: str, department: str | None, text_after: str, said: bool
) -> Reference | None:
    """The tasks of a matched list; `said`: the clause has told something of it already, so that a comma ends the list
    (26号前弄完第24项，第25项12月底)."""
    tasks: list[int] = []
    ranged = False
    end = match.end()
    listed = match.groupdict().get("list") or match[0]
    if said and "," in listed:
        listed = listed[: listed.index(",")]
        end = match.start() + len(listed)
    for part in _NUMBERS.finditer(listed):
        if part[2]:
            ranged = bool(tasks)
            continue
        number = int(number_value(part[1]) or 0)
        if ranged and tasks[-1] < number <= tasks[-1] + _LONGEST_RANGE:
            tasks += range(tasks[-1] + 1, number + 1)
        else:
            tasks.append(number)
        ranged = False
    known = tuple(dict.fromkeys(number for number in tasks if number in vocabulary.tasks))
    if len(known) < len(set(tasks)) or not known:
        return Reference(match.start(), end, known, "missing") if how == "number" else None
    told = text_after.startswith(":")
    if (
        how == "bare"
        and department
        and not all(_is_called_by(vocabulary, number, department, told) for number in known)
    ):
        how = "unclear"
    return Reference(match.start(), end, known, how)


def _said_before(text: str, match: re.Match[str]) -> bool:
    before = re.split(r"[,;。!?\n]", text[: match.start()])[-1]
    return bool(re.search(r"\d|完成|弄|办|已", before))


def _joined(found: list[Reference]) -> list[Reference]:
    """第6项暖心驿站 is one reference; a number and a name that contradict each other are unclear."""
    joined: list[Reference] = []
    for one in found:
        last = joined[-1] if joined else None
        if last and last.end == one.start and last.how in ("number", "bare") and one.how in ("name", "part", "unclear"):
            agree = set(last.tasks) & set(one.tasks)
            joined[-1] = (
                Reference(last.start, one.end, last.tasks, last.how)
                if agree
                else Reference(last.start, one.end, (*last.tasks, *one.tasks), "unclear")
            )
        else:
            joined.append(one)
    return joined


def _fill(text: str, spans: list[tuple[int, int]]) -> str:
    chars = list(text)
    for start, end in spans:
        chars[start:end] = FILLER * (end - start)
    return "".join(chars)


def _is_led_by(vocabulary: Vocabulary, number: int, department: str | None) -> bool:
    return department is not None and vocabulary.tasks[number].lead == department


def _is_called_by(vocabulary: Vocabulary, number: int, department: str, told: bool) -> bool:
    """Whether a department may call the task by its bare number: it leads it, or supports it and a colon follows."""
    return _is_led_by(vocabulary, number, department) or (told and _is_of(vocabulary, number, department))


def _is_of(vocabulary: Vocabulary, number: int, department: str) -> bool:
    task = vocabulary.tasks[number]
    return department == task.lead or department in task.supporting


def certain_tasks(references: Sequence[Reference]) -> tuple[int, ...]:
    """The tasks that were named without doubt, in the order of the text."""
    return tuple(dict.fromkeys(number for one in references if one.certain for number in one.tasks))
