"""A rule said in words and read again is the same rule, whatever the rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.plan import Department, Milestone, Plan, Task
from domain.rules import ReminderRule, default_rules
from language.names import Vocabulary
from language.schedule import OFFICE, Defaults, read_admin, to_rule
from tests.domain.strategies import rules
from wording.rules import phrase
from wording.words import Words

LONG_AGO = datetime(2004, 1, 1, tzinfo=UTC)  # before every day that a random rule names
NAMES = ("区科技产业局", "区党群工作部", "区社会事业局")
TARGET = Milestone("2022", LONG_AGO.date(), LONG_AGO.date(), "")
PLAN = Plan(
    "p", "任务清单", "Asia/Shanghai", "", tuple(Department(name) for name in NAMES),
    tuple(Task(number, f"任务名称{number}", NAMES[0], (TARGET,)) for number in (6, 14)),
)  # fmt: skip
VOCABULARY = Vocabulary.of(PLAN)


@settings(max_examples=200)
@given(rules(), st.booleans(), st.booleans(), st.sampled_from([OFFICE, Defaults()]))
def test_a_rule_said_and_read_is_the_same_rule(rule: ReminderRule, until: bool, loud: bool, defaults: Defaults) -> None:
    rule = replace(rule, until_reported=until, ignore_quiet=loud)
    said = phrase(Words("zh"), rule)
    assert to_rule(read_admin(said, VOCABULARY, LONG_AGO), defaults, rule.key) == rule, said


def test_the_office_starts_with_rules_that_can_be_read() -> None:
    for rule in default_rules():
        said = phrase(Words("zh"), rule)
        assert to_rule(read_admin(said, VOCABULARY, LONG_AGO), OFFICE, rule.key) == rule, said
