"""What a person is told when something was not done: what happened, what was kept, what to do next."""

from __future__ import annotations

from datetime import date, datetime

from domain.errors import Refused
from domain.messages import Outgoing
from wording.words import N_, Words

NOT_ALLOWED = N_("这不在您的权限内，没有改动任何内容。如需办理，请联系管理员。")

# code of domain.errors.Refused -> the sentence; its facts fill it in
SENTENCES = {
    "plan_replaced_since": N_("那之后清单又改过，没有改动。发“清单版本”可看最新的，再选恢复到哪一版。"),
    "no_such_version": N_("没有留存第{revision}版清单，没有改动。发“清单版本”可看有哪几版。"),
    "roster_empty": N_("这份名册里没有一行可以用，没有生成邀请码。请改好再发。"),
    "no_such_group": N_("清单里没有“{group}”这样的一组单位（现有：{groups}），没有改动。"),
    "too_many_members": N_("一组最多{most}个单位，没有改动。"),
    "no_trial": N_("现在没有进行中的试运行。管理员可发“试运行”开始一次。"),
    "not_allowed": NOT_ALLOWED,
    "no_such_task": N_("没有第{task}项，本清单共{last}项。没有改动任何内容，请核对序号。"),
    "no_such_period": N_("第{task}项没有“{period}”这个时间节点。没有改动任何内容。"),
    "no_such_indicator": N_("第{task}项的目标里没有这个指标，可能清单已更新。没有改动任何内容，请重新打开卡片。"),
    "no_such_receipt": N_("没有找到编号为 {receipt} 的填报。没有改动任何内容。"),
    "not_your_report": N_("这份填报不是您报的，只有填报人或统筹人员可以撤销。没有改动任何内容。"),
    "already_retracted": N_("这份填报已经撤销过了，不用再撤。"),
    "milestone_closed": N_(
        "第{task}项（{period}）已办结销号，不再接收填报。您的原话已留存；如需更正，请联系统筹人员。"
    ),
    "in_review": N_("第{task}项（{period}）已申请办结，正待统筹人员核实，这一步现在不能办。没有改动任何内容。"),
    "not_in_review": N_("第{task}项（{period}）还没有申请办结，不能销号或退办。没有改动任何内容。"),
    "not_closed": N_("第{task}项（{period}）还没有办结销号，不用重新打开。没有改动任何内容。"),
    "decided_since": N_("第{task}项（{period}）在那之后又有了填报或决定，不能再撤销。没有改动任何内容。"),
    "reported_since": N_("第{task}项（{period}）在您看到之后又有了新的填报，没有改动。请发“待办”看最新的。"),
    "nothing_pending": N_("第{task}项没有等您决定的这类申请。没有改动任何内容；发“待办”看全部。"),
    "petition_decided": N_("这件事已经有人办过或已撤回，以那次为准。没有改动任何内容；统筹人员发“待办”看最新的。"),
    "no_such_petition": N_("没有找到这份申请。没有改动任何内容。"),
    "invited_already": N_("已给{contact}发出邀请码，不能撤销；如需收回，请“停用”该人员。没有改动任何内容。"),
    "contact_missing": N_("没有读出接手人的姓名（最多{most}字），没有提交。请只发姓名。"),
    "extension_undated": N_("没有读出延期到哪一天，没有提交。请写明日期，如“2023年3月31日”。"),
    "extension_not_later": N_("现在的完成时限是{due}，{wanted}不比它晚，没有改动。请写更晚的日期。"),
    "extension_never_due": N_("这一项长期坚持，没有完成时限，不用延期。没有改动任何内容。"),
    "extension_past": N_("{wanted}已经过去，没有改动。请写今天以后的日期。"),
    "extension_too_far": N_("{wanted}离完成时限太远（一次最多三年），没有改动。请写近一些的日期。"),
    "objection_too_late": N_(
        "第{task}项的异议应在首次提醒后{days}个工作日内（{last}前）提出，现已过期，没有提交。"
        "您的原话已留存，请直接与统筹人员联系。"
    ),
    "nobody_supports": N_("第{task}项没有配合部门，直接填报即可。"),
    "no_parts": N_("第{task}项还没有新的配合情况，没有登记。可以直接填报本单位进展。"),
    "figure_beyond_sense": N_("第{task}项的数 {value} 超出了合理范围，没有登记。您的原话已留存，请核对后再发一次。"),
    "percent_beyond_sense": N_(
        "第{task}项的完成度 {value}% 不在0到100之间，没有登记。您的原话已留存，请核对后再发一次。"
    ),
    "too_long": N_("这条消息太长（最多{most}字），没有读取。原文已留存，请分几条发送。"),
    "bad_invitation": N_("这个邀请码无效、已用过或已过期。请向统筹人员要一个新的，发送“绑定 邀请码”。"),
    "no_such_rule": N_("没有编号为 {rule} 的提醒规则。回复“提醒列表”查看全部。"),
    "no_such_file": N_("没有找到这个文件。没有改动任何内容。"),
    "no_such_person": N_("没有找到这位人员。没有改动任何内容。"),
    "no_such_department": N_("没有“{department}”这个部门。请写全称。"),
    "old_button": N_("这个按钮已经失效，没有改动任何内容。"),
    "snooze_past_due": N_("报送截止是{due}，不能推迟到那之后。请选更早的时间，或现在填报。"),
    "no_open_list": N_("这份清单已经载入、取消，或有了更新的一份。没有改动任何内容；请重新发文件。"),
    "list_no_such_task": N_("这份清单里没有第{task}项，没有改动。请核对序号。"),
    "list_due_unread": N_("没有读懂时限“{words}”，没有改动。请写成“6月底前”“2026年3月31日”或“长期坚持”。"),
    "list_empty": N_("这份清单里还没有一项可以载入，没有改动任何内容。"),
    "list_clash": N_("第{task}项在旧清单里是别的任务，而且已有填报，没有载入。请另设一个数据库载入这份清单。"),
    "clock_backwards": N_("时钟只能往前拨，当前是 {now}。要从头开始，请点“重新开始”。"),
    "clock_unclear": N_("没有读懂这个时间。请写成“到 2022-11-25 09:00”或“+1天”。"),
    "clock_too_far": N_("一次最多前进十年。时钟没有动。"),
    "no_next_reminder": N_("接下来一年内没有提醒，时钟没有动。"),
    "clock_busy": N_("时钟正在走动，请等它停下再试。"),
    "rule_never_fires": N_("按这样写，提醒永远不会到来。没有保存，请换个说法。"),
    "name_missing": N_("没有读出姓名，没有改动。请只发姓名。"),
    "last_admin": N_("这是最后一位管理员，不能停用。请先邀请另一位管理员。没有改动任何内容。"),
    "quiet_too_long": N_("免打扰最长{days}天，没有改动。请选近一点的日期。"),
    "rule_changed_meanwhile": N_("{rule} 刚被别人改过，您的改动没有保存。回复“提醒列表”看最新的，再改一次。"),
    "rule_never_rests": N_("暂停的截止日期已经过去，没有改动。请写一个以后的日期。"),
    "rule_has_no_time": N_("{rule} 是按小时间隔提醒的，没有固定时间可改。没有改动；可以删除后重新设置。"),
    "rule_has_no_weekday": N_("{rule} 不是按星期几提醒的，没有改动；可以删除后重新设置。"),
    "ladder_too_long": N_("每一步最多等{most}个工作日，没有改动。"),
    "account_taken": N_("这个账号已经绑定为{name}，没有改动。要换人使用，请先发“删除我的信息”。"),
    "leave_days": N_("请假日期已经过去，或超过一年，没有登记。请核对日期。"),
    "leave_twice": N_("{name}这几天已经登记过请假，没有重复登记。发“请假”可查看。"),
    "leave_substitute": N_("{name}不能代理：是本人，或这几天也请假。没有登记，请换一位。"),
    "no_leave": N_("{name}现在没有登记请假，没有改动。"),
    "nobody_called": N_("没有找到“{name}”这位人员，没有登记。请写已绑定人员的姓名。"),
    "several_called": N_("叫“{name}”的不止一位，没有登记。请写全名。"),
    "nothing_spared": N_("没有哪条提醒因此改变，没有改动。只针对这些任务的提醒，请用“暂停 S-5”或“删除 S-5”。"),
    "senseless": N_("这样灯就分不开了：黄灯的百分点要大于0、小于红灯，红灯不超过100，临期不超过60天。没有改动。"),
    "no_plan": N_("还没有装载任务清单。"),
}


def sentence(words: Words, refused: Refused) -> str:
    """The sentence of a refusal."""
    facts = {name: _told(words, value) for name, value in refused.facts.items()}
    return words.t(SENTENCES.get(refused.code, NOT_ALLOWED), **facts)


def _told(words: Words, value: object) -> object:
    if isinstance(value, datetime):
        return words.moment(value)
    if isinstance(value, date):
        return words.full_day(value)
    return words.number(value) if isinstance(value, float) else value


def refused(words: Words, error: Refused) -> Outgoing:
    """A refusal as a message."""
    return Outgoing(lines=(sentence(words, error),))


def failed(words: Words) -> Outgoing:
    """Something unforeseen: nothing was changed, the words are kept, the log has the rest."""
    return Outgoing(lines=(words.t("刚才没有办成，没有改动任何内容；您的原话已留存，我们会查看。请稍后再试一次。"),))
