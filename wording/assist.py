"""Help, small talk, and what is said where nothing was understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from domain.messages import MAX_CHOICES, Action, Choice, Outgoing
from domain.people import Person, Role
from domain.plan import Task
from wording import people as said
from wording.figures import plain, shortened
from wording.words import N_, Words

_LONGEST_NOTICE = 500  # characters of somebody's words in a notice; all of them are in the record

# ── help ──────────────────────────────────────────────────────────────────────────────────────────────────

_HELP = {
    Role.LIAISON: (
        N_("填报：发“填报”打开卡片，点按钮即可；或直接打字，如“6 已建4家；14 滞后 等区法务意见；其余正常”。"),
        N_("更正：“不对，第6项是3家”；撤销：点回执上的“撤销”。"),
        N_("查询：“我的任务”“第6项目标是什么”“什么时候截止”。"),
        N_(
            "困难、延期、转办直接说：“第6项卡在用地审批”“第6项申请延期到12月底，因……”“这个转给张三办”“第6项不是我单位的事”。"
        ),
        N_("配合：“请第6项的配合部门报一下”“联合报送 6”；配合单位回复“第6项 配合：已提供场地2处”。"),
        N_("请假：“11月21日到25日请假，由李静代”“销假”。"),
    ),
    Role.HEAD: (N_("查询：“本部门进展”“第6项进展”“第6项目标是什么”。提醒只供您知悉，不需要填报。"),),
    Role.COORDINATOR: (
        N_("查询：“谁还没报”“逾期的有哪些”“本月到期”“红灯”“第5项进展”“各部门完成率”“有哪些卡点”。"),
        N_("回看：“截至10月31日的情况”“截至10月31日红灯有哪些”。"),
        N_("催办：在“谁还没报”下面点“催办”，先看内容和对象，再发送。"),
        N_(
            "决定：“待办”列出申请办结、延期、异议和转办，点一下即可；"
            "也可以说“退办 第6项 佐证材料不足”“重新打开 第6项”。"
        ),
        N_("代报：“代报 第36项 已完成60%”。"),
        N_("人员：“人员”“邀请 区科技产业局 联络员”“停用 王某某”“王晓明 11月21日到25日请假，由李静代”“请假”。"),
    ),
    Role.ADMIN: (
        N_("提醒：“每月25日上午9点提醒牵头部门，遇节假日顺延”“截止前30/14/7/1天提醒”，先看接下来4次再保存。"),
        N_("管理：“提醒列表”“暂停 S-1”“恢复 S-1”“删除 S-1”“修改 S-1”“S-1 不含第6项”“S-1 历史”“试发 S-1”。"),
        N_("日历和升级：“工作日安排”“10月17日停工”，或粘贴放假通知；“催办升级设置”。"),
        N_("人员：“人员”“邀请 统筹人员”“停用 王某某”。"),
        N_("设置和审计：“亮灯阈值”“黄灯改为15个百分点”“审计”“谁改了规则S-1”。"),
    ),
}
_FOR_ALL = N_("通用：“我的信息”“免打扰”“English”“意见 …”；绑定另一个账号：“/link”。")


def help_(words: Words, person: Person, choices: Sequence[Choice]) -> Outgoing:
    """What this person can do here, with examples."""
    return Outgoing(title=words.t("您可以这样用"), lines=tuple(_help_lines(words, person)), choices=tuple(choices))


def hello_again(words: Words, person: Person, choices: Sequence[Choice]) -> Outgoing:
    """/start of somebody who is known."""
    title = words.t("{name}，您好！您的身份：{roles}", name=person.name, roles=said.roles(words, person))
    return Outgoing(title=title, lines=tuple(_help_lines(words, person)), choices=tuple(choices))


def _help_lines(words: Words, person: Person) -> list[str]:
    lines = [words.t(line) for role, told in _HELP.items() if person.has(role) for line in told]
    return [*dict.fromkeys(lines), words.t(_FOR_ALL)]


# ── buttons: the nearest things ───────────────────────────────────────────────────────────────────────────


def _asks(intent: str, **filters: Any) -> Action:
    """A question, as its button holds it."""
    return {"flow": "query", "do": "ask", "intent": intent, "filters": filters}


_OPEN: Action = {"flow": "checkin", "do": "open"}
_NEAREST: dict[Role, tuple[tuple[str, Action], ...]] = {
    Role.LIAISON: ((N_("填报本期进展"), _OPEN), (N_("我的任务"), _asks("my_lead"))),
    Role.COORDINATOR: (
        (N_("谁还没报"), _asks("list_unreported")),
        (N_("待办"), {"flow": "tray", "do": "open"}),
        (N_("逾期的有哪些"), _asks("list_overdue")),
        (N_("各部门完成率"), _asks("ranking", metric="completion_rate", order="desc")),
    ),
    Role.ADMIN: (
        (N_("提醒列表"), {"flow": "schedule", "do": "list"}),
        (N_("人员"), {"flow": "people", "do": "roster"}),
    ),
    Role.HEAD: ((N_("本部门进展"), _asks("my_lead")),),
}


def nearest(words: Words, person: Person, room: int) -> list[Choice]:
    """Up to `room` buttons with what somebody of these roles asks most; each does what its words say."""
    by_role = [list(_by_role(words, role)) for role in _NEAREST if person.has(role)]
    taken = [one[at] for at in range(MAX_CHOICES) for one in by_role if at < len(one)]
    return taken[:room]


def _by_role(words: Words, role: Role) -> Iterator[Choice]:
    for label, action in _NEAREST[role]:
        yield Choice(words.t(label), action)


def task_choice(words: Words, task: Task, reports: bool, department: str | None) -> Choice:
    """A task that may be meant: to report on where it is one's own, else to read of."""
    label = words.t("第{number}项 {name}", number=task.number, name=shortened(task.short, 10))
    if reports:
        return Choice(label, {"flow": "checkin", "do": "change_one", "department": department, "task": task.number})
    return Choice(label, _asks("task_status", tasks=[task.number]))


def help_choice(words: Words) -> Choice:
    """帮助."""
    return Choice(words.t("帮助"), {"flow": "assist", "do": "help"})


def pass_on_choice(words: Words, text: str) -> Choice:
    """What was not understood may still be meant for the admin."""
    return Choice(words.t("作为意见转给管理员"), {"flow": "assist", "do": "pass_on", "text": text})


def not_understood(words: Words, choices: Sequence[Choice]) -> Outgoing:
    """Nothing was read from the text, nothing was stored but the words themselves."""
    return Outgoing(
        lines=(words.t("没有读懂这句话，没有登记任何内容；您的原话已留存。您是不是想："),),
        choices=tuple(choices),
        footer=words.t("换个说法再发一次也可以，或回复“帮助”看用法"),
    )


# ── small talk ────────────────────────────────────────────────────────────────────────────────────────────


def here_i_am(words: Words, person: Person, choices: Sequence[Choice]) -> Outgoing:
    """在吗, 你好."""
    line = words.t("{name}，您好，我在。请直接说要办的事，或点下面的按钮。", name=person.name)
    return Outgoing(lines=(line,), choices=tuple(choices))


def welcome(words: Words) -> Outgoing:
    """谢谢."""
    return plain(words, "不客气，辛苦了。")


def noted(words: Words) -> Outgoing:
    """收到, 好的: an answer, and no report."""
    return plain(words, "好的。")


def stale(words: Words) -> Outgoing:
    """A button of an earlier state."""
    return plain(words, "这个按钮已经失效（卡片已更新，或已经办过），没有改动任何内容。请用最新的卡片，或重新发一次。")


def caution(words: Words) -> str:
    """A text bears a mark of secrecy."""
    return words.t(
        "▲ 您的消息里有涉密或内部标识。这里只能处理可公开的信息，请勿发送涉密或内部内容；如已误发，请尽快撤回并报告。"
    )


# ── quiet ─────────────────────────────────────────────────────────────────────────────────────────────────


def quiet(
    words: Words,
    until: datetime | None,
    due_at: datetime | None,
    reports: bool,
    offers: Sequence[tuple[datetime, Action]],
    end: Action,
) -> Outgoing:
    """The quiet hours, how it stands for this person, and what may be chosen."""
    lines = [words.t("提醒只在工作日8:00-20:00发送，其他时间顺延；您问我随时都答。报送之后，本期不再提醒。")]
    if until is not None:
        lines.append(words.t("您的提醒已暂停到{moment}。", moment=words.moment(until)))
    else:
        lines.append(words.t("要再安静一点，可以暂停提醒到："))
    if due_at is not None and reports:
        if until is not None and until > due_at:
            lines.append(
                words.t(
                    "▲ 本期报送截止{moment}，在暂停期内，到时不会提醒您，请记得按时报送。", moment=words.moment(due_at)
                )
            )
        else:
            lines.append(words.t("本期报送截止{moment}。", moment=words.moment(due_at)))
    choices = [Choice(words.moment(at), action) for at, action in offers]
    if until is not None:
        choices.append(Choice(words.t("恢复提醒"), end))
    return Outgoing(
        title=words.t("免打扰"),
        lines=tuple(lines),
        choices=tuple(choices[:MAX_CHOICES]),
        footer=words.t("只想推迟本期这一次，请点提醒卡片上的“稍后提醒”"),
    )


def awake(words: Words) -> Outgoing:
    """免打扰 ended."""
    return plain(words, "好的，提醒已恢复。")


# ── feedback ──────────────────────────────────────────────────────────────────────────────────────────────


def ask_feedback(words: Words) -> Outgoing:
    """/feedback without words."""
    return plain(words, "请说您的意见，我会原样转给管理员。不提了，回复“取消”。")


def no_feedback(words: Words) -> Outgoing:
    """取消."""
    return plain(words, "好的，没有转。")


def feedback_sent(words: Words, told: int) -> Outgoing:
    """It reached the admin; or there is none."""
    if told == 0:
        return plain(words, "谢谢您的意见，已留存；现在没有绑定的管理员，绑定后可以查到。")
    return plain(words, "谢谢您的意见，已原样转给管理员。")


def feedback_notice(words: Words, person: Person, text: str) -> Outgoing:
    """For the admins."""
    return Outgoing(
        title=words.t("意见 · {name}（{roles}）", name=person.name, roles=said.roles(words, person)),
        lines=(text if len(text) <= _LONGEST_NOTICE else text[: _LONGEST_NOTICE - 1] + "…",),
    )
