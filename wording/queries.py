"""The answers to questions about the plan, a coordinator's and everybody else's: values in, tables out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.messages import Choice, Outgoing
from domain.plan import Milestone, Plan, Task
from domain.procedure import Petition, PetitionState
from domain.progress import Line
from domain.standing import Light, Snapshot, Standing
from wording import figures, standing
from wording.listing import Table
from wording.words import N_, Words

_REACH = {
    "delivered": N_("已送达 {clock}"),
    "failed": N_("未送达 ▲"),
    "unsure": N_("送达情况不明"),
    "waiting": N_("待送达，{moment}发出"),
    "snoozed": N_("已选“稍后提醒”{clock}"),
    "not_asked": N_("本期尚未提醒"),
    "no_account": N_("账号已失效 ▲，送不到"),
}
# What is asked for and cannot be had yet, with the nearest thing there is.
_NOT_YET = {
    "xlsx": N_("还不能在聊天中导出台账。可以先看下面的总览；各项进展回复“第6项进展”，出处回复“第6项依据”。"),
    "docx": N_("还不能在聊天中生成通报。可以先看下面的总览，数字口径与通报一致。"),
    "speed": N_("不按报送快慢给部门排名。下面按清单顺序列出各部门本期报送情况。"),
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """Somebody who speaks for a department, as a table shows them. `reach` is a value of services.questions.Reach."""

    name: str
    reach: str
    at: datetime | None
    backup: bool = False


def cannot(words: Words, what: str) -> str:
    """The sentence of what cannot be done yet: xlsx, docx, speed."""
    return words.t(_NOT_YET[what])


def out_of_reach(words: Words) -> Outgoing:
    """The question is about what is not the asker's."""
    return Outgoing(
        lines=(
            words.t(
                "这超出了您可以查询的范围。您可以问本单位牵头或配合的任务，如“我的任务”“本月到期”；其他请联系统筹人员。"
            ),
        )
    )


def only_now(words: Words) -> Outgoing:
    """The question is about a past day, and can only be answered for now."""
    return Outgoing(
        lines=(
            words.t(
                "这个问题只能按现在的数据回答。过去某天可以问：“截至10月31日的情况”，或那天的亮灯、逾期、未报、办结、问题、某项进展。"
            ),
        )
    )


def of_day(words: Words, day: date, title: str) -> str:
    """What an answer about a past day is headed with."""
    return words.t("截至{day} · {title}", day=words.full_day(day), title=title)


def which(words: Words, what: str, choices: Sequence[Choice]) -> Outgoing:
    """The question may mean several tasks or departments, or one that the plan does not have."""
    if choices:
        return Outgoing(lines=(words.t("您问的是哪一个？"),), choices=tuple(choices))
    if what == "which_department":
        return Outgoing(lines=(words.t("清单里没有您说的这个部门，请写全称或常用简称，如“区科技产业局”“科技局”。"),))
    return Outgoing(lines=(words.t("没有认出您说的是哪一项，请带上序号，如“第6项进展”。"),))


# ── who has not reported ──────────────────────────────────────────────────────────────────────────────────


def unreported(
    words: Words,
    snapshot: Snapshot,
    scope: Sequence[Standing],
    spoken: Mapping[str, Sequence[Spoken]],
    choices: Sequence[Choice] = (),
) -> Table:
    """谁还没报: per lead department the missing tasks, who is asked, and whether it got there (never whether read)."""
    asked = [one for one in scope if one.is_open and one.started]
    missing: dict[str, list[int]] = {}
    for one in asked:
        if one.owes:
            missing.setdefault(one.task.lead, []).append(one.task.number)
    leads = {one.task.lead for one in asked}
    title = words.t(
        "{period} · 已报 {done}/{all}，{leads}个牵头部门报齐{complete}个",
        period=period(words, snapshot),
        done=len(asked) - sum(len(tasks) for tasks in missing.values()),
        all=len(asked),
        leads=len(leads),
        complete=len(leads - set(missing)),
    )
    rows = tuple(_missing(words, name, tasks, spoken.get(name), snapshot) for name, tasks in missing.items())
    due = words.t("报送截止 {due}", due=words.moment(snapshot.cycle.due_at))
    if not missing:
        return Table(title, head=(words.t("都已报齐。"), due), choices=tuple(choices))
    return Table(title, rows, head=(due,), choices=tuple(choices))


def _missing(
    words: Words, department: str, tasks: Sequence[int], spoken: Sequence[Spoken] | None, snapshot: Snapshot
) -> str:
    told = words.t(
        "○ {department} 缺{count}：{tasks}", department=department, count=len(tasks), tasks=numbers(words, tasks)
    )
    if spoken is None:
        return told
    if not spoken:
        return words.t("{told}　尚无联络员 ▲", told=told)
    return "　".join([told, *(f"{one.name} {reached(words, one, snapshot.as_of)}" for one in spoken)])


def reached(words: Words, one: Spoken, now: datetime) -> str:
    """已送达 09:00, 未送达 ▲, 已选“稍后提醒”16:00 … with the day where it is another one."""
    clock = ""
    if one.at:
        local = words.local(one.at)
        clock = f"{local:%H:%M}" if local.date() == words.local(now).date() else words.moment(one.at)
    return words.t(_REACH[one.reach], clock=clock, moment=clock)


def period(words: Words, snapshot: Snapshot) -> str:
    """11月, or the cycle's own name where it is no month."""
    name = snapshot.cycle.period
    return words.month(name) if len(name) == 7 and name[5:].isdigit() else name


_ANSWERS = {
    PetitionState.PENDING: N_("待答复"),
    PetitionState.GRANTED: N_("已同意"),
    PetitionState.REFUSED: N_("不同意"),
}


def extensions(words: Words, plan: Plan, found: Sequence[Petition], choices: Sequence[Choice] = ()) -> Table:
    """延期申请: each with its dates, its reason and the answer."""
    if not found:
        return Table(words.t("没有延期申请。"))
    waiting = sum(one.state is PetitionState.PENDING for one in found)
    title = words.t("延期申请{count}件，待答复{waiting}件", count=len(found), waiting=waiting)
    return Table(title, tuple(_extension(words, plan, one) for one in found), choices=tuple(choices))


def _extension(words: Words, plan: Plan, petition: Petition) -> str:
    wish, task = petition.wish, plan.task(petition.wish.task)
    until = petition.granted or wish.proposed
    told = words.t(
        "{task} {name} 延至{due}　{answer}",
        task=wish.task,
        name=task.short if task else wish.period,
        due=words.full_day(until) if until else "",
        answer=words.t(_ANSWERS[petition.state]),
    )
    reason = petition.answer or wish.reason
    quoted = words.t("「{text}」", text=figures.shortened(reason, 40)) if reason else ""
    return f"{told}　{quoted}" if reason else told


# ── lists of tasks ────────────────────────────────────────────────────────────────────────────────────────


def tasks(
    words: Words, kind: str, standings: Sequence[Standing], choices: Sequence[Choice] = (), **facts: object
) -> Table:
    """A list of tasks, counted by their lights. `kind` names the sentence above it."""
    title, empty = _LISTS[kind]
    count = len(standings)
    told = {"subject": "", **facts, "count": count}
    if not standings:
        return Table(words.t(empty, **told), choices=tuple(choices))
    lights: dict[Light, int] = {}
    for one in standings:
        lights[one.light] = lights.get(one.light, 0) + 1
    rows = tuple(_row(words, kind, one) for one in standings)
    head = (standing.counts(words, lights),) if count > 1 else ()
    return Table(words.t(title, **told), rows, head=head, choices=tuple(choices))


_LISTS = {  # kind -> (the count above the list, the sentence where there is nothing to list)
    "found": (N_("找到{count}项"), N_("没有符合的任务。")),
    "department": (N_("{subject} 共{count}项"), N_("{subject} 没有符合的任务。")),
    "overdue": (N_("逾期未办结{count}项"), N_("没有逾期未办结的任务。")),
    "due": (N_("{first}至{last}到期{count}项"), N_("{first}至{last}没有到期的任务。")),
    "lights": (N_("{subject}：共{count}项"), N_("没有亮{subject}的任务。")),
    "problems": (N_("有问题的任务{count}项"), N_("没有报告存在问题的任务。")),
    "waiting": (N_("已申请办结、待核实{count}项"), N_("没有待核实的任务。")),
    "mine": (N_("{subject} 牵头{count}项"), N_("{subject} 没有牵头的任务。")),
    "supported": (N_("{subject} 配合{count}项"), N_("{subject} 没有配合的任务。")),
    "pending": (N_("{subject} 本期待报{count}项"), N_("{subject} 本期都已报齐，谢谢。")),
}


def _row(words: Words, kind: str, one: Standing) -> str:
    if kind == "due":
        due = figures.falls_due(words, one.milestone.due)
        return f"{standing.row(words, one)}　{due}"
    if kind == "problems":
        said = figures.status(words, one.current.status) if one.current.status else ""
        return words.t(
            "{shape} {task} {name}　{problem}（{lead}，{at}）",
            shape=standing.shape(one.light),
            task=one.task.number,
            name=one.task.short,
            problem=figures.shortened(one.current.problem or said, 60),
            lead=one.task.lead,
            at=words.day(words.local(one.current.reported_at).date()) if one.current.reported_at else "",
        )
    row = standing.row(words, one)
    return row if kind in ("mine", "pending", "department") else f"{row}　{one.task.lead}"


def closed(words: Words, done: Sequence[tuple[Task, Milestone]], waiting: Sequence[Standing], all_: int) -> Table:
    """已办结: what was closed, and what waits to be confirmed."""
    rows = [f"✓ {task.number} {task.short}　{milestone.period}　{task.lead}" for task, milestone in done]
    rows += [
        words.t("待核实　{task} {name}　{lead}", task=one.task.number, name=one.task.short, lead=one.task.lead)
        for one in waiting
    ]
    title = words.t(
        "已办结销号{count}个节点，已申请办结待核实{waiting}项，任务共{all}项",
        count=len(done),
        waiting=len(waiting),
        all=all_,
    )
    return Table(title, tuple(rows))


# ── what was reported ──────────────────────────────────────────────────────────────────────────


def log(words: Words, lines: Sequence[Line], first: date, last: date, leads: Mapping[int, str]) -> Table:
    """上周谁更新了: one row a report. `leads` names the lead department of each task."""
    reports: dict[str, list[Line]] = {}
    for line in lines:
        reports.setdefault(line.update.receipt or str(line.update.id), []).append(line)
    span = words.day(first)
    if first != last:
        span = words.t("{first}至{last}", first=span, last=words.day(last))
    if not reports:
        return Table(words.t("{span}没有填报。", span=span))
    names = {leads[line.update.entry.task] for line in lines}
    title = words.t(
        "{span} 共{reports}份填报，涉及{tasks}项、{departments}个部门",
        span=span,
        reports=len(reports),
        tasks=len({line.update.entry.task for line in lines}),
        departments=len(names),
    )
    return Table(title, tuple(_report(words, receipt, told, leads) for receipt, told in reversed(reports.items())))


def _report(words: Words, receipt: str, lines: Sequence[Line], leads: Mapping[int, str]) -> str:
    first = lines[0]
    cells = (
        f"{words.moment(first.update.at)} {first.update.author}",
        words.t("、").join(dict.fromkeys(leads[line.update.entry.task] for line in lines)),
        numbers(words, [line.update.entry.task for line in lines]),
        figures.receipt(receipt) if "-" in receipt else "",
    )
    told = "　".join(cell for cell in cells if cell)
    return words.t("{told}（已撤销）", told=told) if all(line.update.retracted for line in lines) else told


# ── words that every answer needs ──────────────────────────────────────────────────────────────────────


def numbers(words: Words, found: Sequence[int]) -> str:
    """6、14、16."""
    return words.t("、").join(str(one) for one in found)


def joined_names(words: Words, names: Sequence[str]) -> str:
    """区科技产业局、区商务局."""
    return words.t("、").join(names)


def joined(words: Words, found: Sequence[int]) -> str:
    """第6、14项依据: the head of several traces."""
    return words.t("第{tasks}项依据", tasks=numbers(words, found))


def label(words: Words, name: str) -> str:
    """What a button below an answer says."""
    return words.t(_LABELS[name])


_LABELS = {
    "unreported": N_("谁还没报"),
    "overdue": N_("逾期的"),
    "red": N_("红灯"),
    "yellow": N_("黄灯"),
    "due": N_("本月到期"),
    "problems": N_("有哪些问题"),
    "source": N_("看依据"),
    "targets": N_("看目标"),
    "chase": N_("催办"),
    "summary": N_("总体情况"),
    "report": N_("现在填报"),
}


def scope_note(words: Words, departments_: Sequence[str]) -> str:
    """For whom an answer was cut down."""
    return words.t("仅含{departments}牵头或配合的任务", departments=words.t("、").join(departments_))
