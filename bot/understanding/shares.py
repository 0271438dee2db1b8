"""A statement cut into clauses, each given to the tasks that it speaks of, and what its clauses say of them.

A clause without a reference of its own belongs to the task named before it, at first to the task that was asked about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from bot.understanding import talk
from bot.understanding.dates import When
from bot.understanding.degrees import Degree
from bot.understanding.figures import find_figures
from bot.understanding.indicators import Measure, measures_of, pairs_of, same_unit
from bot.understanding.manner import RESUMED, Manner, manner_of
from bot.understanding.names import Vocabulary
from bot.understanding.normalise import plain_name
from bot.understanding.patterns import Pattern
from bot.understanding.reading import BLOCKED, IN_PROGRESS, Finding, Quantity
from bot.understanding.references import FILLER, Reference
from domain.plan import Task

_BREAK = Pattern(
    r"(?:(?<!\d),|,(?!\d{3}(?!\d))|[;。!?\n|])+|(?<=[\u4e00-\u9fff%✓◇])[ \t]+(?=[\u4e00-\u9fff◇□])"
    r"|(?<!\d)\.(?!\d)|(?<=\d)\.(?=\s|$)|\s/|/\s|/(?=□)|(?<=[\u4e00-\u9fff%])/(?=\d)"
    r"|(?<=[\u4e00-\u9fff])(?=然后|(?:下个?月|比(?:上|去)[个年月])[^,。;]*[\d一二两三四五六七八九十])|(?<=[了下住个家名人场次套])(?=目前|现在|预计|估计|大概|另外|还有|计划|其中|争取|剩下|剩余)"
)
_FINISH = Pattern(
    r"完成|建成|出台|竣工|交付|上线|印发|发布|办结|验收|落地|投用|开业|做完|弄完|搞定|办完|弄好|到位|落实"
    r"|举办|举行|召开(?!\S{0,10}(?:[评协座推专研调]\S{0,2}会|会议))|交工|完工|结束|报送|提交|挂牌|成立"
    r"|运营|启用|开放|收官|达标|解决|达到|建好|做好|办好"
    r"|全部|(?<![没未不])[办开](?=$|[,。了])|搞完|签约|定稿|通车|封顶|引进|选聘|开馆|开园"
)
_PARTS = Pattern(r"[^、/和,]+")
_LISTED = Pattern(r"\d[\d.]*\s*[%家名人个场套](?:[、/和]\d[\d.]*\s*[%家名人个场套])+\s*$")  # 第8、9项完成80%和90%
_YEAR_AHEAD = Pattern(r"^(?:到)?20\d\d(?:-20\d\d)?年底?[,，]?")
_START = Pattern(r"(?:启动|开工|开始|动工|着手|进场|招标|起草|开展|实施|推进|奠基|组织|筹备)")


@dataclass(slots=True)
class Share:
    """What the clauses that speak of one group of tasks say; filled clause by clause."""

    tasks: tuple[int, ...]
    part: bool = False  # named by a part of the task only
    called: str = ""  # by that name
    texts: list[str] = field(default_factory=list)
    degrees: list[Degree] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    manners: list[tuple[str, Manner]] = field(default_factory=list)
    dues: list[date] = field(default_factory=list)
    vague_due: bool = False
    trouble: list[tuple[int, int]] = field(default_factory=list)  # where the obstacle stands
    summed: list[Quantity] = field(default_factory=list)  # said with 累计, 共
    met: bool = False  # every running indicator was reached
    past: list[Quantity] = field(default_factory=list)  # as of a day before this month
    owner: dict[Quantity, int] = field(default_factory=dict)  # of several tasks, the one that a figure belongs to
    short: bool = False  # a figure is below what its indicator asks for
    asks: list[str] = field(default_factory=list)
    doubts: list[int] = field(default_factory=list)


def shared_out(plain: str, masked: str, references: list[Reference], home: int | None) -> list[Share]:
    """The text cut into clauses, each given to the tasks it speaks of; clauses before the first reference go to the
    task that was asked about, or to the first one named when they count nothing themselves."""
    shares: list[Share] = [Share((home,) if home else ())]
    for start, end in _clauses(masked):
        groups = _groups([one for one in references if start <= one.start < end], masked)
        if not groups:
            shares[-1].texts.append(f"{start}:{end}")
            continue
        cuts = [start, *(group[0].start for group in groups[1:]), end]
        for group, (left, right) in zip(groups, pairwise(cuts), strict=True):
            tasks = tuple(dict.fromkeys(n for one in group for n in one.tasks))
            each = _each(tasks, masked, group[-1].end, right) if all(one.certain for one in group) else None
            if each is not None:
                shares += [Share((task,), texts=[f"{a}:{b}"]) for task, (a, b) in zip(tasks, each, strict=False)]
                if len(each) != len(tasks):  # 分别, but not as many things as tasks
                    shares[-1] = Share((), doubts=list(tasks), texts=[f"{left}:{right}"])
                continue
            doubtful = [n for one in group if not one.certain for n in one.tasks]
            current = shares[-1].tasks
            if (
                current
                and not set(current) & set(tasks)
                and all(one.how in ("name", "part") for one in group)
                and not talk.is_subject(masked, group[0].start, left)
            ):
                shares[-1].texts.append(f"{left}:{right}")
                if re.search(r"\d|完成|一半|□%", masked[left:right]) and len(tasks) == 1:
                    shares[-1].doubts += [*current, *tasks]
                continue
            if shares[-1].tasks == tasks and not doubtful:
                shares[-1].texts.append(f"{left}:{right}")
                continue
            share = Share(
                tasks,
                all(one.how == "part" for one in group),
                plain[group[0].start : group[0].end],
                [f"{left}:{right}"],
            )
            share.doubts += doubtful
            shares.append(share)
    first, named = shares[0], [share for share in shares[1:] if share.tasks]
    if (
        named
        and first.texts
        and len({share.tasks for share in named}) == 1
        and not any(re.search(r"\d|[%成半]|完成", masked[slice(*_span(one))]) for one in first.texts)
    ):
        named[0].texts[:0] = first.texts
        first.texts = []
    return [share for share in shares if share.texts] or shares[:1]


def _clauses(masked: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for match in _BREAK.finditer(masked):
        if match.start() > start:
            spans.append((start, match.start()))
        start = match.end()
    if start < len(masked):
        spans.append((start, len(masked)))
    return [(a, b) for a, b in spans if masked[a:b].strip()]


def _groups(references: list[Reference], masked: str) -> list[list[Reference]]:
    """References joined by nothing but 和, 、 and the like speak of the same thing."""
    groups: list[list[Reference]] = []
    for one in references:
        if groups and re.fullmatch(
            r"\s*(?:[、和与及跟:(]|以及|还有|计划|项目|这?[两三四]项|就是|即)*\s*",
            masked[groups[-1][-1].end : one.start],
        ):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _each(tasks: tuple[int, ...], masked: str, start: int, end: int) -> list[tuple[int, int]] | None:
    """Where the things stand that are said of each of several tasks in turn (分别完成60%、50%、80%)."""
    told = masked[start:end].find("分别")
    listed = _LISTED.search(masked[start:end])
    if len(tasks) < 2 or (told < 0 and (listed is None or len(_PARTS.findall(listed[0])) != len(tasks))):
        return None
    at = start + (told + 2 if told >= 0 or listed is None else listed.start())
    return [(at + match.start(), at + match.end()) for match in _PARTS.finditer(masked[at:end])]


def _span(place: str) -> tuple[int, int]:
    start, _, end = place.partition(":")
    return int(start), int(end)


def fill(
    share: Share,
    plain: str,
    masked: str,
    dates: Sequence[When],
    vocabulary: Vocabulary,
    today: date,
    findings: list[Finding],
) -> None:
    measures = (
        measures_of(vocabulary.tasks[share.tasks[0]], today)
        if len(share.tasks) == 1 and share.tasks[0] in vocabulary.tasks
        else ()
    )
    tasks = [vocabulary.tasks[number] for number in share.tasks if number in vocabulary.tasks]
    title = plain_name("".join(task.title + "".join(task.aliases) + _sole_aim(task, today) for task in tasks))
    carry: str | None = None
    for place in share.texts:
        start, end = _span(place)
        clause = masked[start:end]
        here = [
            replace(when, start=when.start - start, end=when.end - start)
            for when in dates
            if start <= when.start and when.end <= end
        ]
        manner = manner_of(
            _without_past(clause, here, today), any((when.ahead(today) or when).first > today for when in here)
        )
        numbered = bool(re.match(rf"^\s*{FILLER}+\s*:?", clause))
        broken = start and masked[start - 1] in ";。\n!?"
        seen = find_figures(
            clause, plain[start:end], here, measures, today, None if broken else carry, manner.obstacle, numbered, title
        )
        carry = seen.carry
        share.degrees += seen.degrees
        share.quantities += [_of_part(figure.quantity, share) for figure in seen.quantities]
        if len(share.tasks) > 1 and not re.search(r"各|都|均|每", clause):
            for figure in seen.quantities:
                if figure.quantity.role == "progress":
                    _give(figure.quantity, share, vocabulary, today)
        share.summed += [one.quantity for one in seen.quantities if one.summed]
        share.short = share.short or any(
            one.quantity.role == "progress"
            and not any(m.phrase == one.quantity.indicator and one.quantity.value >= m.low for m in measures)
            for one in seen.quantities
        )
        if any(when.last < today.replace(day=1) and when.grain in ("day", "tenth", "month") for when in here):
            share.past += [figure.quantity for figure in seen.quantities]
        share.manners.append((clause, manner))
        if seen.doubt:
            share.asks.append(seen.doubt)
        resumed = RESUMED.search(clause)
        if resumed and not re.search(r"未|没|待|等|不|望|法|才能|预计|计划|何时", clause[: resumed.start()]):
            share.trouble = []
            share.manners = [(said, replace(one, status=None, obstacle=False)) for said, one in share.manners]
            share.manners[-1] = (clause, replace(manner, status=IN_PROGRESS, obstacle=False))
        elif manner.obstacle or (manner.status == BLOCKED):
            share.trouble.append((start, end))
        due, vague = _due(clause, here, today, manner)
        if due:
            share.dues.append(due)
        share.vague_due = share.vague_due or vague
        share.met = _meets(share.quantities, measures)
        findings.append(
            (
                "clause",
                f"{clause.strip()} -> tasks {list(share.tasks)}, {manner.status or 'no state'}"
                + (", done" if manner.done else "")
                + (", obstacle" if manner.obstacle else "")
                + "".join(
                    f", {figure.quantity.value}{figure.quantity.unit} {figure.quantity.role}"
                    for figure in seen.quantities
                )
                + "".join(f", degree {degree.value}" for degree in seen.degrees),
            )
        )


def _sole_aim(task: Task, today: date) -> str:
    """The running target where it is one thing, so that who speaks of it speaks of the whole task."""
    running = [one.target for one in task.milestones if one.starts <= today <= one.due]
    aims = [_YEAR_AHEAD.sub("", one).strip(" 。") for one in running]
    return aims[0] if len(aims) == 1 and not re.search(r"[、，；,;和及]", aims[0]) else ""


def _meets(quantities: Sequence[Quantity], measures: Sequence[Measure]) -> bool:
    """Whether every running indicator was reported as reached."""
    running = [one for one in measures if one.current]
    return bool(running) and all(
        any(one.role == "progress" and one.indicator == m.phrase and one.value >= m.low for one in quantities)
        for m in running
    )


def _give(quantity: Quantity, share: Share, vocabulary: Vocabulary, today: date) -> None:
    """A figure said of several tasks belongs to the one that counts in that unit; where it is not one, it is asked."""
    owners = [
        number
        for number in share.tasks
        if any(
            same_unit(one.unit, quantity.unit)
            for one in measures_of(vocabulary.tasks.get(number), today)
            if one.current
        )
    ]
    share.owner[quantity] = owners[0] if len(owners) == 1 else 0
    if len(owners) != 1:
        share.asks.append("which_figure")


def _due(clause: str, dates: Sequence[When], today: date, manner: Manner) -> tuple[date | None, bool]:
    """The day by which the clause promises to finish, and whether a time was meant that no day can be given for."""
    for when in reversed(dates):
        coming = when.ahead(today)
        left, right = clause[: when.start], clause[when.end :]
        if when.grain in ("since", "span") or coming is None or re.search(r"截[至止]\s*$", left):
            continue
        if when.grain == "year" and re.match(r"^\s*(?:的?(?:目标|任务|计划|度)|新增|累计|已)", right):
            continue
        finish, start = _FINISH.search(right), _START.search(right)
        before = re.search(
            r"(?:预计|计划|争取|力争|预期|拟|将|完成时间|时限|时间|定[在于]|放在|安排在|选在|改[到在]|到|至|于|拖到)[^,。]{0,6}$",
            left,
        )
        limit = bool(re.match(r"^\s*(?:日|号|份)?(?:左右)?(?:之?前|以前|底前)", right)) or (
            not right.strip(" 吧左右了。!可以能")
            and (
                bool(before)
                or not re.sub(rf"[{FILLER}\s:]|大概|大约|估计|可能|应该|最晚|最迟|力争|争取|要|得|我们", "", left)
            )
        )
        if before and re.search(r"定", before[0]) and _START.search(left) and not _FINISH.search(clause):
            continue  # 开工仪式定在10月28号
        if manner.starts_later or (start and (finish is None or start.start() < finish.start())):
            continue
        already = re.search(r"已|了$", right) and not re.match(r"^\s*(?:之?前|以前)", right)
        if re.search(
            r"再[^,。]{0,3}(?:\d|[一二三四五六七八九]分之)|完成(?:到)?(?:约|大概)?(?:\d(?!\d*[个家名人场次套]?[^,。\d]{0,4}(?:目标|任务))"
            r"|百分|一半|[一二三四五六七八九](?:成|分之))",
            right,
        ) or re.match(r"\s*◇", clause):  # 年底前再办3场: not the end of it
            continue
        if already or (
            when.first <= today <= when.last
            and not limit
            and not before
            and re.search(r"\d|[一二两三四五六七八九十]+[家个名]", right)
        ):
            continue
        if finish is not None or limit:
            if re.match(r"^\s*初|^\s*(?:开始|起)", right):
                continue
            return coming.due, coming.due is None
    return None, False


def _without_past(clause: str, dates: Sequence[When], today: date) -> str:
    """The clause without days that are over and without this year (9月30日已完成, 2022年任务)."""
    for when in dates:
        if re.match(r"(?:的|份)*(?:任务|目标|计划|指标|工作)", clause[when.end :]) and when.grain != "year":
            continue  # 9月任务已完成: of that month only
        this_year = when.grain == "year" and when.first < today <= when.last
        if this_year or (when.grain in ("day", "tenth", "month", "quarter", "week") and when.last <= today):
            clause = clause[: when.start] + FILLER * (when.end - when.start) + clause[when.end :]
    return clause


def _of_part(quantity: Quantity, share: Share) -> Quantity:
    """A figure of a named part (英语角) fits only an indicator that speaks of that part."""
    foreign = share.part and quantity.indicator and not pairs_of(share.called) & pairs_of(quantity.indicator)
    return replace(quantity, indicator=None) if foreign else quantity
