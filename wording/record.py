"""The record as an admin reads it: when, who, what, and what it was before.

A new act gets its words in `ACTS`: a test names those that are missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.messages import Action, Choice, Outgoing
from domain.people import Membership, Role
from domain.record import Noted
from domain.rule_json import from_json
from wording import people, rules
from wording.figures import shortened
from wording.words import N_, Words

ACTS = {
    "seed": N_("装载清单 {subject}"),
    "restore": N_("用备份恢复数据"),
    "import": N_("导入清单 {subject}"),
    "restore plan": N_("恢复清单 {subject} 以前的版本"),
    "members": N_("确定成员单位（清单 {subject}）"),
    "set aside": N_("{subject} 不用导入台账里的进展"),
    "trial": N_("发送试运行消息"),
    "trial seen": N_("收到试运行消息"),
    "go live": N_("正式开始提醒"),
    "rule_save": N_("新建规则 {subject}"),
    "rule_change": N_("修改规则 {subject}"),
    "rule_pause": N_("暂停规则 {subject}"),
    "rule_resume": N_("恢复规则 {subject}"),
    "rule_delete": N_("删除规则 {subject}"),
    "thresholds": N_("修改亮灯阈值"),
    "invite": N_("发出邀请（{subject}）"),
    "redeem": N_("凭邀请加入"),
    "enter": N_("本地聊天人员就位"),
    "revoke": N_("停用 {subject}"),
    "leave": N_("删除自己的信息"),
    "absence": N_("登记 {subject} 请假"),
    "absence_end": N_("结束 {subject} 的请假"),
    "link": N_("绑定另一个账号"),
    "attach": N_("补附件（{subject}）"),
    "prefer": N_("选定收提醒的账号"),
    "rename": N_("改姓名"),
    "language": N_("改语言"),
    "quiet": N_("设置免打扰"),
    "quiet_hours": N_("修改静默时段"),
    "ladder": N_("修改催办升级"),
    "workdays": N_("修改工作日安排"),
    "report": N_("填报 {subject}"),
    "retract": N_("撤销填报 {subject}"),
    "chase": N_("催办 {subject}"),
    "withdraw chase": N_("撤回未送达的催办"),
    "ask": N_("{subject} 向统筹人员提出"),
    "ask extension": N_("申请延期"),
    "ask objection": N_("提出非本单位事项"),
    "ask handover": N_("申请转办"),
    "extension granted": N_("同意延期"),
    "extension refused": N_("不同意延期"),
    "extension withdrawn": N_("撤回延期申请"),
    "extension pending": N_("收回对延期申请的答复"),
    "objection granted": N_("认可非本单位事项"),
    "objection refused": N_("不认可非本单位事项"),
    "objection withdrawn": N_("撤回非本单位事项"),
    "objection pending": N_("收回对非本单位事项的答复"),
    "handover granted": N_("同意转办"),
    "handover refused": N_("不同意转办"),
    "handover withdrawn": N_("撤回转办申请"),
    "handover pending": N_("收回对转办申请的答复"),
    "close": N_("办结·销号 {subject}"),
    "return": N_("退办 {subject}"),
    "reopen": N_("重新打开 {subject}"),
    "extend": N_("延期 {subject}"),
    "excuse": N_("列为非本单位事项 {subject}"),
    "undo close": N_("撤销办结 {subject}"),
    "undo return": N_("撤销退办 {subject}"),
    "undo reopen": N_("撤销重新打开 {subject}"),
    "undo extend": N_("撤销延期 {subject}"),
    "undo excuse": N_("撤销非本单位事项 {subject}"),
    "ask support": N_("请配合部门报送 {subject}"),
    "contribute": N_("报送配合情况 {subject}"),
    "feedback": N_("提意见"),
}
_NAMES = {
    "yellow_points": N_("黄灯"),
    "red_points": N_("红灯"),
    "near_days": N_("临期天数"),
    "name": N_("姓名"),
    "language": N_("语言"),
    "until": N_("截至"),
    "role": N_("身份"),
    "roles": N_("身份"),
    "department": N_("部门"),
    "backup": N_("B角"),
    "tasks": N_("任务"),
    "text": N_("内容"),
    "words": N_("原话"),
    "at": N_("时间"),
    "state": N_("状态"),
    "revision": N_("版本"),
    "reason": N_("理由"),
    "people": N_("人员"),
    "changes": N_("改动"),
    "task": N_("任务"),
    "period": N_("周期"),
    "contact": N_("接手人"),
    "proposed": N_("申请延至"),
    "granted": N_("同意延至"),
    "answer": N_("答复"),
    "due": N_("完成时限"),
    "excused": N_("非本单位事项"),
    "departments": N_("部门"),
    "first": N_("首日"),
    "last": N_("末日"),
    "by": N_("代理人"),
    "account": N_("账号"),
    "start": N_("开始"),
    "end": N_("结束"),
    "blue": N_("蓝"),
    "yellow": N_("黄"),
    "red": N_("红"),
}
_ANY_ACT = N_("{act} {subject}")
_STATES = {
    "open": N_("在办"),
    "reported_done": N_("申请办结"),
    "closed": N_("已办结"),
    "pending": N_("待答复"),
    "granted": N_("同意"),
    "refused": N_("不同意"),
    "withdrawn": N_("已撤回"),
    "active": N_("启用"),
    "paused": N_("暂停"),
    "deleted": N_("已删除"),
}
_LONGEST = 60  # characters of a value


def page(
    words: Words,
    about: str,
    rows: Sequence[Noted],
    names: Mapping[str, str],
    head: str | None,
    older: Action | None,
    as_of: datetime,
) -> Outgoing:
    """A page of the record, the newest first. `names`: what the people of the subjects are called."""
    title = words.t("审计记录 · {about}", about=_about(words, about)) if about else words.t("审计记录")
    if not rows:
        return Outgoing(title, (words.t("没有找到这方面的改动。"),), footer=words.as_of(as_of))
    lines = [line for one in rows for line in _row(words, one, names)]
    choices = (Choice(words.t("更早的"), older),) if older else ()
    told = words.t("{as_of} · 记录指纹 {head}", as_of=words.as_of(as_of), head=head)
    return Outgoing(title, tuple(lines), choices, told)


def _about(words: Words, about: str) -> str:
    return words.t("亮灯阈值") if about == "thresholds" else about


def _row(words: Words, one: Noted, names: Mapping[str, str]) -> list[str]:
    what = words.t(ACTS.get(one.act, _ANY_ACT), act=one.act, subject=names.get(one.subject, one.subject))
    head = f"{one.id}　{words.local(one.at):%Y-%m-%d %H:%M}　{one.actor}　{what}"
    return [head, *(f"　{line}" for line in changes(words, one.before, one.after))]


def changes(words: Words, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[str]:
    """What was before and what is after, a line for each thing that differs; a rule in its own words."""
    old, new = before or {}, after or {}
    found = []
    for name in dict.fromkeys((*old, *new)):
        was, is_ = (_value(words, name, one.get(name)) for one in (old, new))
        if was == is_:
            continue
        label = words.t(_NAMES[name]) if name in _NAMES else "" if name == "rule" else name
        told = words.t("{was} → {is_}", was=was or words.t("无"), is_=is_ or words.t("无")) if before else is_
        found.append(words.t("{label}：{told}", label=label, told=told) if label else told)
    return found


def _value(words: Words, name: str, value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return words.t("是")
    if name == "rule":
        rule = from_json(value)
        told = rules.brief(words, rule)
        if rule.paused_from is None:
            return told
        until = words.t("至{day}", day=words.full_day(rule.paused_until)) if rule.paused_until else ""
        return words.t("{rule}（{day}起暂停{until}）", rule=told, day=words.full_day(rule.paused_from), until=until)
    if name == "state":
        return words.t(_STATES[value]) if value in _STATES else str(value)
    if name in ("role", "roles"):
        roles = [value] if isinstance(value, str) else value
        return words.t("、").join(_role(words, one) for one in roles)
    if isinstance(value, list) and isinstance(value[0] if value else None, bool):  # a day that was set by hand
        return words.t("上班") if value[0] else words.t("不上班")
    if isinstance(value, list | tuple):
        return shortened(words.t("、").join(str(one) for one in value), _LONGEST)
    if isinstance(value, float):
        return words.number(value)
    return shortened(str(value), _LONGEST)


def _role(words: Words, told: str) -> str:
    """liaison:区团工委:backup in words."""
    name, *more = told.split(":")
    return people.role(words, Membership(Role(name), more[0] if more else None, len(more) > 1))
