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
from wording.words import Words

ACTS = {
    "seed": "装载清单 {subject}",
    "restore": "用备份恢复数据",
    "import": "导入清单 {subject}",
    "restore plan": "恢复清单 {subject} 以前的版本",
    "members": "确定成员单位（清单 {subject}）",
    "set aside": "{subject} 不用导入台账里的进展",
    "trial": "发送试运行消息",
    "trial seen": "收到试运行消息",
    "go live": "正式开始提醒",
    "rule_save": "新建规则 {subject}",
    "rule_change": "修改规则 {subject}",
    "rule_pause": "暂停规则 {subject}",
    "rule_resume": "恢复规则 {subject}",
    "rule_delete": "删除规则 {subject}",
    "thresholds": "修改亮灯阈值",
    "invite": "发出邀请（{subject}）",
    "redeem": "凭邀请加入",
    "enter": "本地聊天人员就位",
    "revoke": "停用 {subject}",
    "leave": "删除自己的信息",
    "absence": "登记 {subject} 请假",
    "absence_end": "结束 {subject} 的请假",
    "link": "绑定另一个账号",
    "attach": "补附件（{subject}）",
    "prefer": "选定收提醒的账号",
    "rename": "改姓名",
    "language": "改语言",
    "quiet": "设置免打扰",
    "quiet_hours": "修改静默时段",
    "ladder": "修改催办升级",
    "workdays": "修改工作日安排",
    "report": "填报 {subject}",
    "retract": "撤销填报 {subject}",
    "chase": "催办 {subject}",
    "withdraw chase": "撤回未送达的催办",
    "ask": "{subject} 向统筹人员提出",
    "ask extension": "申请延期",
    "ask objection": "提出非本单位事项",
    "ask handover": "申请转办",
    "extension granted": "同意延期",
    "extension refused": "不同意延期",
    "extension withdrawn": "撤回延期申请",
    "extension pending": "收回对延期申请的答复",
    "objection granted": "认可非本单位事项",
    "objection refused": "不认可非本单位事项",
    "objection withdrawn": "撤回非本单位事项",
    "objection pending": "收回对非本单位事项的答复",
    "handover granted": "同意转办",
    "handover refused": "不同意转办",
    "handover withdrawn": "撤回转办申请",
    "handover pending": "收回对转办申请的答复",
    "close": "办结·销号 {subject}",
    "return": "退办 {subject}",
    "reopen": "重新打开 {subject}",
    "extend": "延期 {subject}",
    "excuse": "列为非本单位事项 {subject}",
    "undo close": "撤销办结 {subject}",
    "undo return": "撤销退办 {subject}",
    "undo reopen": "撤销重新打开 {subject}",
    "undo extend": "撤销延期 {subject}",
    "undo excuse": "撤销非本单位事项 {subject}",
    "ask support": "请配合部门报送 {subject}",
    "contribute": "报送配合情况 {subject}",
    "feedback": "提意见",
}
_NAMES = {
    "yellow_points": "黄灯",
    "red_points": "红灯",
    "near_days": "临期天数",
    "name": "姓名",
    "language": "语言",
    "until": "截至",
    "role": "身份",
    "roles": "身份",
    "department": "部门",
    "backup": "B角",
    "tasks": "任务",
    "text": "内容",
    "words": "原话",
    "at": "时间",
    "state": "状态",
    "revision": "版本",
    "reason": "理由",
    "people": "人员",
    "changes": "改动",
    "task": "任务",
    "period": "周期",
    "contact": "接手人",
    "proposed": "申请延至",
    "granted": "同意延至",
    "answer": "答复",
    "due": "完成时限",
    "excused": "非本单位事项",
    "departments": "部门",
    "first": "首日",
    "last": "末日",
    "by": "代理人",
    "account": "账号",
    "start": "开始",
    "end": "结束",
    "blue": "蓝",
    "yellow": "黄",
    "red": "红",
}
_STATES = {
    "open": "在办",
    "reported_done": "申请办结",
    "closed": "已办结",
    "pending": "待答复",
    "granted": "同意",
    "refused": "不同意",
    "withdrawn": "已撤回",
    "active": "启用",
    "paused": "暂停",
    "deleted": "已删除",
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
    what = words.t(ACTS.get(one.act, "{act} {subject}"), act=one.act, subject=names.get(one.subject, one.subject))
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
        return words.t(_STATES.get(value, "{state}"), state=value)
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
