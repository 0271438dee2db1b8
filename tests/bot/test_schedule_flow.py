"""Reminder rules in chat: preview, tweak, keep; orders about rules that exist."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest

from bot.flows import schedule
from domain.errors import NotAllowed
from domain.instants import next_instants
from domain.people import Person
from domain.recurrence import Weekly
from domain.rule_json import from_json
from domain.rules import Audience, Kind, Policy, Recipient, ReminderRule, default_rules
from domain.workdays import Workdays
from services.rehearsal import Rehearsal
from tests.bot.dialogue import ADMIN, COORDINATOR, LIAISON, NOW, ZONE, Spoken, drive, here, plan, told
from wording.orders import Line
from wording.schedule import Group, Preview

DUES = {one.due for task in plan().tasks for one in task.milestones if one.due}
OCTOBER = datetime(2022, 10, 15, 10, 0, tzinfo=ZONE)
LEADS = tuple(plan().leads())
SEEN = Group(Recipient.LEAD, LEADS, 7, ("区团工委",))


def looked(rule: ReminderRule, now: datetime = NOW, groups: tuple[Group, ...] = (SEEN,)) -> Preview:
    opening = (
        rule if rule.reporting is None else replace(rule, reporting=replace(rule.reporting, second=None, chase=None))
    )
    return Preview(rule, tuple(next_instants(opening, now, 4, Workdays(), ZONE, DUES)), groups, 36)


def line(rule: ReminderRule, paused: bool = False) -> Line:
    return Line(rule, paused, None if paused else looked(rule).instants[0])


RULES = tuple(line(rule) for rule in default_rules())


def says(
    text: str, *answers: Any, now: datetime = NOW, state: dict[str, Any] | None = None, who: Person = ADMIN
) -> Spoken:
    return drive(told(schedule, text, state or {}, here(who, text, now=now)), *answers)


def proposes(text: str, now: datetime = NOW) -> Spoken:
    """Say a rule; whatever rule the flow asks to look at is looked at."""
    step = told(schedule, text, {}, here(ADMIN, text, now=now))
    asked = next(step)
    assert asked.service.__name__ == "look"
    return drive(told(schedule, text, {}, here(ADMIN, text, now=now)), looked(asked.args[0], now))


def presses(spoken: Spoken, label: str, *answers: Any, now: datetime = NOW) -> Spoken:
    return drive(schedule.press(spoken.action(label), here(ADMIN, card="schedule:7", now=now)), *answers)


def test_a_rule_in_words_becomes_a_preview() -> None:
    spoken = proposes("每月25日9点提醒牵头部门", OCTOBER)
    assert spoken.text.splitlines() == [
        "新提醒（未保存）",
        "内容：进展填报　对象：8个牵头部门的联络员（7人已绑定，区团工委缺 ▲）",
        "规则：每月25日09:00提醒牵头部门；遇节假日顺延；报送截止当日17:30（遇节假日顺延）（北京时间）",
        "接下来4次：",
        "1) 2022-10-25 周二 09:00",
        "2) 2022-11-25 周五 09:00",
        "3) 2022-12-26 周一 09:00（25日周日，顺延）",
        "4) 2023-01-28 周六 09:00（25日春节，顺延；28日为调休上班）",
        "[保存]",
        "[提前到上一工作日]",
        "[改对象]",
        "[改时间]",
        "[先发我一份]",
        "[取消]",
    ]


def test_a_year_without_a_notice_is_warned_about() -> None:
    assert "放假安排尚未公布" in proposes("每月25日9点提醒牵头部门", datetime(2026, 12, 30, 9, 0, tzinfo=ZONE)).text


def test_a_preview_is_kept_by_a_tap_or_a_word() -> None:
    shown = proposes("每月25日9点提醒牵头部门")
    rule = from_json(shown.action("保存")["rule"])
    kept = line(replace(rule, key="S-6"))
    saved = presses(shown, "保存", kept)
    assert saved.calls == (("save", (rule,)),)
    assert saved.text.startswith("已保存 S-6 ✓ 下次 2022-12-26 周一 09:00")
    assert saved.labels() == ["暂停", "撤销"]
    assert shown.turn is not None
    assert shown.turn.floor is not None
    for said in ("保存", "确认", "1"):
        typed = says(said, kept, state=dict(shown.turn.floor.state))
        assert typed.calls == (("save", (rule,)),)
        assert typed.turn is not None
        above, below = typed.turn.replies
        assert (above.card, above.choices) == ("schedule:7", ())  # the card that still said "not saved" is closed
        assert below.text().startswith("已保存 S-6 ✓")
    assert says("取消", state=dict(shown.turn.floor.state)).text.endswith("好的，没有保存。")
    assert presses(shown, "取消").text == "好的，没有保存。"


def test_the_preview_can_be_changed_in_place() -> None:
    shown = proposes("每月25日9点提醒牵头部门")
    rule = from_json(shown.action("保存")["rule"])
    earlier = presses(shown, "提前到上一工作日", looked(replace(rule, policy=Policy.PREVIOUS)))
    assert earlier.calls[0][1][0].policy is Policy.PREVIOUS
    assert "遇节假日顺延" in earlier.labels()
    times = presses(shown, "改时间")
    assert times.labels() == ["08:30", "09:00", "10:00", "14:30", "16:30", "‹返回"]
    assert presses(times, "10:00", looked(replace(rule, at=(time(10),)))).calls[0][1][0].at == (time(10),)
    assert times.turn is not None
    assert times.turn.floor is not None
    typed = says("下午2点半", looked(replace(rule, at=(time(14, 30),))), state=dict(times.turn.floor.state))
    assert typed.calls[0][1][0].at == (time(14, 30),)
    assert "没有读出几点" in says("随便", state=dict(times.turn.floor.state)).text
    who = presses(shown, "改对象")
    assert len(who.labels()) == 6
    heads = presses(who, "责任领导", looked(rule))
    assert (heads.calls[0][1][0].audience, heads.calls[0][1][0].reporting) == (Audience((Recipient.HEAD,)), None)
    assert who.turn is not None
    assert who.turn.floor is not None
    named = says("科技局", looked(rule), state=dict(who.turn.floor.state))
    assert named.calls[0][1][0].audience.departments == ("区科技产业局",)


def test_a_rehearsal_is_marked_and_only_for_the_admin() -> None:
    from domain.messages import Outgoing

    shown = proposes("每月25日9点提醒牵头部门")
    done = Rehearsal(Outgoing(title="进展", lines=("请报送",)), NOW, "区科技产业局", 7, 8)
    told = presses(shown, "先发我一份", done)
    assert (
        "【试发】下次 11月25日(周五)09:00，将发给7人。下面是发给区科技产业局的，另外7个部门各收到自己的。" in told.text
    )
    assert "【试发】进展\n请报送" in told.text
    by_key = says("试发 S-1", RULES[0], done)
    assert [name for name, _ in by_key.calls] == ["find", "rehearse"]


def test_an_unclear_phrase_offers_its_readings_with_real_dates() -> None:
    step = told(schedule, "周五下午4点提醒", {}, here(ADMIN))
    first = next(step)
    second = step.send(looked(first.args[0]))
    spoken = says("周五下午4点提醒", looked(first.args[0]), looked(second.args[0]))
    assert "只发一次，还是每周都发" in spoken.text
    assert len(spoken.labels()) == 2
    weekly = from_json(spoken.action("1)")["rule"])
    chosen = presses(spoken, "1)", looked(weekly))
    assert chosen.labels()[0] == "保存"


def test_an_open_weekday_is_asked_for() -> None:
    asked = says("每周提醒一次")
    assert asked.labels() == ["周一", "周二", "周三", "周四", "周五"]
    rule = from_json(asked.action("周三")["rule"])
    chosen = presses(asked, "周三", looked(replace(rule, recurrence=Weekly((2,)))))
    assert chosen.calls[0][1][0].recurrence == Weekly((2,))


def test_now_goes_at_the_next_minute() -> None:
    now = NOW.replace(minute=3, second=20)
    asked = next(told(schedule, "现在给大家发一遍", {}, here(ADMIN, now=now)))
    assert (asked.args[0].kind, asked.args[0].at) == (Kind.ONCE, (time(9, 4),))


def test_the_list_shows_key_words_and_next_date() -> None:
    resting = Line(replace(default_rules()[2], paused_from=date(2022, 11, 1)), True, None)
    spoken = says("提醒列表", (*RULES[:2], resting))
    assert "提醒规则 · 共3条" in spoken.text
    assert "S-1　每月22日09:00提醒牵头部门" in spoken.text
    assert "下次 2022-12-22 周四 09:00" in spoken.text
    assert "○ 已暂停" in spoken.text
    for said in ("/rules", "现在有哪些提醒"):
        assert "提醒规则 · 共5条" in says(said, RULES).text


def test_one_rule_is_paused_at_once_and_several_after_asking() -> None:
    one = says("暂停 S-3", RULES, [Line(RULES[2].rule, True, None)])
    assert one.calls[1] == ("pause", (["S-3"], None, None))
    assert "已暂停 S-3" in one.text
    assert presses(one, "恢复", [RULES[2]]).calls == (("resume", (["S-3"],)),)
    asked = says("10月底前先暂停提醒", RULES, now=OCTOBER)
    assert "暂停这5条提醒？" in asked.text
    assert "从现在起到10月31日(周一)（含）" in asked.text
    done = presses(asked, "暂停", list(RULES), now=OCTOBER)
    assert done.calls == (("pause", (["S-1", "S-2", "S-3", "S-4", "S-5"], None, date(2022, 10, 31))),)
    assert "没有改动" in presses(asked, "取消").text


def test_deleting_asks_first_and_can_be_undone() -> None:
    asked = says("删除 S-3", RULES)
    assert asked.labels() == ["删除", "先暂停", "取消"]
    gone = presses(asked, "删除", [Line(RULES[2].rule, True, None)])
    assert gone.calls == (("remove", (["S-3"],)),)
    back = presses(gone, "撤销", line(replace(RULES[2].rule, key="S-6")))
    assert back.calls == (("save", (RULES[2].rule,)),)
    assert "已保存 S-6" in back.text
    everything = says("把所有定时提醒都停掉", RULES)
    assert "删除这5条提醒？" in everything.text


def test_another_time_is_set_at_once_with_the_way_back() -> None:
    after = line(replace(RULES[0].rule, at=(time(10),)))
    spoken = says("S-1 改到 10:00", RULES, RULES[0], after)
    assert spoken.calls[2] == ("retime", ("S-1", time(10), ()))
    assert "已改 S-1 ✓" in spoken.text
    undone = presses(spoken, "撤销", after, RULES[0])
    assert undone.calls[1] == ("retime", ("S-1", time(9), ()))


@pytest.mark.parametrize("said", ["周末别发提醒", "节假日不要发提醒"])
def test_what_is_quiet_anyway_is_said(said: str) -> None:
    assert "本来就不发提醒" in says(said, RULES).text


@pytest.mark.parametrize(
    "said",
    [
        "谁还没报",
        "第6项进展怎么样",
        "逾期的有哪些",
        "取消",
        "好的",
        "帮助",
        "免打扰",
        "明天上午9点",
        "催一下没报的",
        "6 已建4家",
        "人员",
        "每周例会已召开",
        "每季度已举办2场",
    ],
)
def test_what_is_no_rule_is_left_to_others(said: str) -> None:
    assert says(said).turn is None


@pytest.mark.parametrize("who", [COORDINATOR, LIAISON])
def test_who_is_no_admin_sets_no_rules(who: Person) -> None:
    with pytest.raises(NotAllowed):
        says("每月25日9点提醒牵头部门", who=who)
    with pytest.raises(NotAllowed):
        says("提醒列表", NotAllowed("not_allowed"), who=who)
    assert says("谁还没报", who=who).turn is None


def test_a_phrase_that_was_not_read_is_said_so_and_nothing_is_set() -> None:
    spoken = says("每周五催一下文化站")
    assert "没有读懂“文化站”" in spoken.text
    assert "没有设置任何提醒" in spoken.text
    assert "没有设置任何提醒" in says("10月底前先暂停提醒").text  # in November nobody can mean that
