"""待办: the coordinator's card. What is pending in one list, one matter in full, and its decision as buttons."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from domain.messages import Action, Choice, Outgoing, Style
from domain.people import Role
from domain.plan import Milestone, Task
from domain.procedure import Petition
from domain.progress import Current, State
from domain.standing import Standing
from wording import figures
from wording.decisions import subject
from wording.words import N_, Words

LISTED = (8, 4, 1)  # matters that are listed one by one: the most that fit
PROBLEMS = 4  # that are named
MAX_BYTES = 2000  # WeCom cuts some messages at 2048 bytes
KINDS = {
    "review": N_("申请办结"),
    "extension": N_("延期申请"),
    "objection": N_("非本单位事项"),
    "handover": N_("转办"),
    "contact": N_("失联"),
}
_BUTTONS = {
    "close": N_("办结·销号"),
    "return": N_("退办"),
    "reopen": N_("重新打开"),
    "source": N_("看依据"),
    "other_date": N_("改日期"),
    "no_extension": N_("不同意"),
    "excuse": N_("认可"),
    "no_objection": N_("不认可"),
    "hand_over": N_("同意转办"),
    "no_handover": N_("不同意"),
    "invite": N_("邀请联络员"),
    "next": N_("下一件›"),
    "undo": N_("撤销"),
    "type": N_("打字说明"),
    "back": N_("‹返回"),
    "open": N_("待办"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One matter. `kind`: review, extension, objection, handover, or contact (nobody reaches the department).

    `key` names it in buttons; `names` are those who were to be reached.
    """

    key: str
    kind: str
    department: str
    task: Task | None = None
    milestone: Milestone | None = None
    current: Current | None = None
    petition: Petition | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tray:
    """What is pending, and problems (task, department, words) that were reported lately."""

    items: tuple[Item, ...] = ()
    problems: tuple[tuple[int, str, str], ...] = ()

    def of(self, key: str | None) -> Item | None:
        """The matter of that key; the first where the key is none or gone."""
        return next((one for one in self.items if one.key == key), self.items[0] if self.items else None)

    def after(self, item: Item) -> Item:
        """The matter after that one, the first after the last."""
        return self.items[(self.items.index(item) + 1) % len(self.items)]


def action(do: str, **more: object) -> Action:
    """What a button of the card means."""
    return {"flow": "tray", "do": do, **more}


def button(words: Words, name: str, means: Action, style: Style | None = None) -> Choice:
    """A button that says the same on every card."""
    return Choice(words.t(_BUTTONS[name]), means, style)


# ── the card ──────────────────────────────────────────────────────────────────────────────────────────────


def card(
    words: Words,
    tray: Tray,
    now: datetime,
    key: str | None = None,
    done: str | None = None,
    undo: Action | None = None,
) -> Outgoing:
    """Everything pending; the matter of `key` in full. `done` says what was just decided, `undo` takes it back."""
    message = Outgoing()
    for listed in LISTED:
        message = _card(words, tray, now, tray.of(key), done, undo, listed)
        if len(message.text().encode()) <= MAX_BYTES:
            break
    return message


def _card(
    words: Words, tray: Tray, now: datetime, item: Item | None, done: str | None, undo: Action | None, listed: int
) -> Outgoing:
    lines = [done] if done else []
    if item is not None:
        lines += _list(words, tray, item, listed)
    elif done or not tray.problems:
        lines.append(words.t("没有等您决定的事项。"))
    lines += [
        words.t(
            "▲ 第{task}项（{department}）新报问题：{problem}",
            task=task,
            department=department,
            problem=figures.shortened(problem, 40),
        )
        for task, department, problem in tray.problems[:PROBLEMS]
    ]
    if len(tray.problems) > PROBLEMS:
        lines.append(words.t("……另有{count}条", count=len(tray.problems) - PROBLEMS))
    counts = Counter(one.kind for one in tray.items)
    told = words.t("、").join(
        words.t("{kind}{count}", kind=words.t(name), count=counts[kind]) for kind, name in KINDS.items() if counts[kind]
    )
    title = words.t("待办{count}件", count=len(tray.items)) + (f" · {told}" if told else "")
    if item is None and not done and tray.problems:
        title = words.t("新报问题{count}件", count=len(tray.problems))
    choices = decisions(words, item) if item else []
    if item and len(tray.items) > 1:
        choices.append(button(words, "next", action("show", item=tray.after(item).key)))
    if undo is not None:
        choices.append(button(words, "undo", undo))
    return Outgoing(title=title, lines=tuple(lines), choices=tuple(choices), footer=words.as_of(now))


def _list(words: Words, tray: Tray, item: Item, listed: int) -> list[str]:
    lines = []
    for place, one in enumerate(tray.items, start=1):
        if one is item:
            lines += [f"{place}. {head(words, one)}", *(f"　{line}" for line in detail(words, one))]
        elif place <= listed:
            lines.append(f"{place}. {head(words, one)}")
    rest = len(tray.items) - sum(line[0].isdigit() for line in lines)
    return [*lines, *([words.t("……另有{count}条", count=rest)] if rest > 0 else [])]


def head(words: Words, item: Item) -> str:
    """申请办结：第6项 暖心驿站（2022） 区科技产业局."""
    about = subject(words, item.task, item.milestone) if item.task else ""
    told = " ".join(part for part in (about, item.department) if part)
    return words.t("{kind}：{about}", kind=words.t(KINDS[item.kind]), about=told)


def detail(words: Words, item: Item) -> list[str]:
    """A matter in full: who asks, why, and what stands in the plan."""
    petition = item.petition
    if item.kind == "contact":
        if not item.names:
            return [words.t("这个牵头部门还没有联络员，提醒无人接收。")]
        return [words.t("{names} 的账号已失效，提醒送不到。", names=words.t("、").join(item.names))]
    if petition is None:
        return _reported(words, item)
    wish = petition.wish
    lines = []
    if item.kind == "extension" and item.milestone and wish.proposed:
        lines.append(
            words.t(
                "申请延到{proposed}（现为{due}）",
                proposed=words.full_day(wish.proposed),
                due=figures.due(words, item.milestone.due),
            )
            + (words.t("，提出时已过时限 ▲") if petition.late else "")
        )
    if item.kind == "handover":
        lines.append(words.t("请求转给：{contact}", contact=wish.contact))
    asked = words.t("{author} {at} 提出", author=petition.author, at=words.moment(petition.at))
    return [
        *lines,
        asked + (words.t("：「{reason}」", reason=figures.shortened(wish.reason, 80)) if wish.reason else ""),
    ]


def _reported(words: Words, item: Item) -> list[str]:
    current, milestone = item.current, item.milestone
    if current is None or milestone is None:
        return []
    lines = [
        words.t("目标：{target}", target=figures.shortened(milestone.target, 80)),
        words.t("所报：{said}", said=figures.last_said(words, milestone, current)),
    ]
    if current.note:
        lines.append(words.t("说明：{note}", note=figures.shortened(current.note, 80)))
    return lines


def decisions(words: Words, item: Item) -> list[Choice]:
    """The buttons that decide a matter."""
    key = item.key
    if item.kind == "review" and item.task:
        source = {"flow": "query", "do": "ask", "intent": "source", "filters": {"tasks": [item.task.number]}}
        return [
            button(words, "close", action("close", item=key), Style.PRIMARY),
            button(words, "return", action("ask", item=key, verdict="return")),
            button(words, "source", source),
        ]
    if item.kind == "extension" and item.petition and item.petition.wish.proposed:
        return [
            grant_choice(words, key, item.petition.wish.proposed),
            button(words, "other_date", action("ask_date", item=key)),
            button(words, "no_extension", action("ask", item=key, verdict="refuse")),
        ]
    if item.kind == "objection":
        return [
            button(words, "excuse", action("grant", item=key), Style.PRIMARY),
            button(words, "no_objection", action("ask", item=key, verdict="refuse")),
        ]
    if item.kind == "handover":
        return [
            button(words, "hand_over", action("grant", item=key), Style.PRIMARY),
            button(words, "no_handover", action("ask", item=key, verdict="refuse")),
        ]
    invite = {"flow": "people", "do": "invite", "role": Role.LIAISON.value, "department": item.department}
    return [button(words, "invite", {**invite, "backup": False})]


def review_key(current: Current) -> str:
    """What is reported done, as it was seen: a newer report is another matter."""
    return f"review:{current.task}:{current.period}:{current.update_id or 0}"


def of_task(words: Words, one: Standing) -> list[Choice]:
    """What may be decided on a milestone as it stands, below the answer about its task."""
    if one.current.state is State.CLOSED:
        key = f"reopen:{one.task.number}:{one.milestone.period}:0"
        return [button(words, "reopen", action("ask", item=key, verdict="reopen"))]
    if one.current.state is State.REPORTED_DONE:
        key = review_key(one.current)
        return [
            button(words, "close", action("close", item=key), Style.PRIMARY),
            button(words, "return", action("ask", item=key, verdict="return")),
        ]
    return []


def grant_choice(words: Words, key: str, due: date) -> Choice:
    """[同意延期至2023年3月31日]."""
    label = words.t("同意延期至{due}", due=words.full_day(due))
    return Choice(label, action("grant", item=key, due=due.isoformat()), Style.PRIMARY)
