"""Every button and every command, with every role, in the own and in another department, in private and in a group.

What is tried is what bot/permissions.py declares, through the real router; who may do it is said once more here, by
hand (`MAY`). A button, command or question that is declared nowhere fails, with what to add where.
"""

from __future__ import annotations

import ast
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from bot import permissions
from bot.flows import query
from bot.flows.drafts import to_json
from bot.permissions import HEARD, PRESSES, Right, check_press
from bot.router import FLOWS, Router
from domain.messages import Inbound, Outgoing
from domain.people import Membership, Person, Role
from domain.procedure import Kind, Wish
from domain.progress import Entry, Status
from language.requested import DECISIONS
from language.requests import COURTESY, entries
from scheduler.clock import MovableClock
from services import handing_in, linking, people, petitions, readbacks
from storage import audit, inbox, tables
from storage import people as known
from storage.database import Database, Tx
from storage.inbox import Kept, Raw
from tests.bot.dialogue import ADMIN, ZONE, plan
from tests.bot.office import MACHINE, Office, moment
from tests.bot.samples import BUILT, DONE, OWN, SECRET, TASK, TEXTS, Facts, Said, presses
from tests.house.sources import ROOT
from wording.errors import SENTENCES
from wording.onboarding import stranger
from wording.queries import out_of_reach
from wording.words import Words

NOW, EPOCH, GROUP = "2022-11-25 10:00", "test", "group"
EVERYBODY = ("liaison", "other liaison", "head", "other head", "coordinator", "admin", "stranger")
MEMBERS = EVERYBODY[:-1]
MAY: dict[Right, tuple[str, ...]] = {
    permissions.ANYBODY: EVERYBODY,
    permissions.PERSON: MEMBERS,
    permissions.OWN: ("liaison",),
    permissions.REPORTING: ("liaison", "coordinator"),
    permissions.READING: ("liaison", "head", "coordinator", "admin"),
    permissions.MINE: ("liaison", "other liaison", "head", "other head"),
    permissions.CHASING: ("coordinator",),
    permissions.RULES: ("admin",),
    permissions.PEOPLE: ("coordinator", "admin"),
    permissions.SETTINGS: ("admin",),
    permissions.RECORD: ("admin",),
    HEARD["report"]["on_behalf"]: ("coordinator",),
    permissions.ALL: ("coordinator", "admin"),
    permissions.PARTS: ("liaison",),
    permissions.PETITIONS: ("liaison",),
    permissions.DECISIONS: ("coordinator",),
}
# What hangs on whom a button is about, and the service looks at.
LOOKED_AT = dict.fromkeys((("leave", "take"), ("leave", "finish")), ("liaison", "coordinator", "admin"))
WORDS = Words("zh", ZONE)
LIST = f"2022年清单\n序号\t任务\t牵头单位\t配合单位\n77\t建成公园3个\t区科技局\t{OWN}"
REFUSED = (SENTENCES["not_allowed"], out_of_reach(WORDS).text(), stranger(WORDS).text())
PUBLIC = {("query", one) for one in query.PUBLIC} | {("assist", "help")}


# ── nothing is left out ───────────────────────────────────────────────────────────────────────────────────


def cases(flow: str, function: str, of: str) -> set[str]:
    """The strings that a function of a flow compares `of` with, in `match` or with `==`."""
    found: set[str] = set()
    for name in (flow, "orders") if flow == "schedule" else (flow,):
        module = ast.parse((ROOT / f"bot/flows/{name}.py").read_text("utf-8"))
        for node in ast.walk(module):
            if isinstance(node, ast.FunctionDef) and node.name == function:
                found |= {one for inner in ast.walk(node) for one in _told_apart(inner, of)}
    return found


def _told_apart(node: ast.AST, of: str) -> Iterator[str]:
    if isinstance(node, ast.Match) and of in ast.unparse(node.subject):
        values: list[ast.AST] = [one for case in node.cases for one in ast.walk(case.pattern)]
    elif isinstance(node, ast.Compare) and of in ast.unparse(node.left):
        values = list(node.comparators)
    else:
        return
    for one in values:
        constant = one.value if isinstance(one, ast.MatchValue) else one
        if isinstance(constant, ast.Constant) and isinstance(constant.value, str):
            yield constant.value


def test_every_button_is_declared() -> None:
    """Whatever `press` of a flow tells apart stands in PRESSES, and has a sample."""
    pressed = {(flow, do) for flow in FLOWS for do in cases(flow, "press", "['do']")}
    declared = {(flow, do) for flow, dos in PRESSES.items() for do in dos}
    assert len(pressed) > 50
    missing = sorted(pressed - declared)
    assert not missing, f"who may press {missing}? Add them to PRESSES in bot/permissions.py"
    sampled = {(flow, do) for flow, dos in presses(Facts("", "", 0)).items() for do in dos}
    assert sampled == declared, f"add a press to tests/bot/samples.py: {sorted(declared ^ sampled)}"


PERHAPS = {("lists", "pasted_list"), ("lists", "list_mend")}  # only where a list is read, or looked at
SPLIT = {"question": {*query.ANSWERS}, "petition": {one.value for one in Kind}, "decision": DECISIONS}


def test_every_kind_of_meaning_is_declared() -> None:
    """Every kind that a flow hears, every question that has an answer, stands in HEARD and has a sample."""
    heard = {(name, one) for name, flow in FLOWS.items() for kind in flow.HEARS for one in SPLIT.get(kind, {kind})}
    declared = {(flow, one) for flow, ones in HEARD.items() for one in ones}
    assert len(heard) > 60
    missing = sorted(heard - declared - PERHAPS)
    assert not missing, f"who may say {missing}? Add them to HEARD in bot/permissions.py"
    sampled = {(flow, one) for flow, ones in TEXTS.items() for one in ones}
    assert sampled == declared, f"add a text to tests/bot/samples.py: {sorted(declared ^ sampled)}"


def test_every_kind_of_meaning_has_one_dialogue() -> None:
    kinds = [kind for flow in FLOWS.values() for kind in flow.HEARS]
    assert len(kinds) == len({*kinds})
    fixed = {entry.name for entry in entries().values() if entry.only in ("", COURTESY)}
    read_further = {"who_changed", "edit", "history", "spare", "again", "mine", *DECISIONS}
    assert fixed - read_further <= {*kinds}, "nobody hears it"


def test_every_right_says_who() -> None:
    rights = {right for table in (PRESSES, HEARD) for ones in table.values() for right in ones.values()}
    assert rights <= {*MAY}, "say in MAY (tests/bot/test_permissions.py) who has the new right"


def test_a_press_that_is_declared_nowhere_is_refused() -> None:
    with pytest.raises(LookupError, match="add it to PRESSES"):
        check_press({"flow": "chase", "do": "everybody"}, ADMIN, plan())


# ── the table ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Scene:
    """The office with everybody in it; `tries` undoes what it tried."""

    tx: Tx
    router: Router
    facts: Facts
    cast: dict[str, Person | None]
    count: int = 0

    async def tries(self, who: str, payload: dict[str, Any], action: dict[str, Any] | None = None) -> Tried:
        """Somebody writes or presses; what they are answered, where, and whether anything was changed by it."""
        attempt = await self.tx.begin_nested()
        self.count += 1
        if action is not None:
            account = await known.meet(self.tx, "local", who, None)
            button = {"key": "key", "account_id": account.id, "card": None, "action": action, "made_at": MACHINE}
            await self.tx.execute(insert(tables.button).values(**button))
        raw = Raw("local", "test", f"update-{self.count}", who, payload)
        (kept,) = await inbox.store(self.tx, [raw], moment(NOW), MACHINE)
        before = await self._stands()
        rows = await self.router.turn(self.tx, kept.id)
        after = await self._stands()
        said = (
            await self.tx.execute(
                select(tables.outbox.c.content, tables.account.c.address)
                .join(tables.account, tables.account.c.id == tables.outbox.c.account_id)
                .where(tables.outbox.c.id.in_(rows))
                .order_by(tables.outbox.c.id)
            )
        ).all()
        await attempt.rollback()
        texts = [(address, Outgoing.from_json(content).text()) for content, address in said]
        return Tried(
            "\n".join(text for address, text in texts if address != GROUP),
            "\n".join(text for address, text in texts if address == GROUP),
            before != after,
        )

    async def _stands(self) -> tuple[Any, ...]:
        """What changes with every change: the record, the ledger, the settings, what waits for others."""
        others = select(func.count()).select_from(tables.outbox).where(tables.outbox.c.kind != "reply")
        counts = [
            (await self.tx.execute(select(func.count()).select_from(one))).scalar_one()
            for one in (tables.progress_update, tables.person, tables.membership, tables.invitation, tables.rule)
        ]
        return (await audit.head(self.tx), (await self.tx.execute(others)).scalar_one(), *counts)


@dataclass(frozen=True, slots=True)
class Tried:
    """What was said in private and in the group, and whether anything was changed."""

    private: str
    group: str
    changed: bool

    @property
    def refused(self) -> bool:
        return any(one in self.private + self.group for one in REFUSED)


def read(kept: Kept) -> Inbound:
    """A stored update of this test."""
    place = GROUP if kept.payload.get("group") else None
    text, key = kept.payload.get("text"), kept.payload.get("key")
    return Inbound(kept.id, kept.platform, kept.address, text, key, kept.address, place is None, place)


@pytest.fixture
async def scene(sqlite: Database) -> AsyncIterator[Scene]:
    other = "区社会事业局"
    roles = {
        "liaison": ("王晓明", Membership(Role.LIAISON, OWN)),
        "other liaison": ("李静", Membership(Role.LIAISON, other)),
        "head": ("陈建国", Membership(Role.HEAD, OWN)),
        "other head": ("周正", Membership(Role.HEAD, other)),
        "coordinator": ("赵敏", Membership(Role.COORDINATOR)),
        "admin": ("钱进", Membership(Role.ADMIN)),
    }
    async with sqlite.write() as tx:
        office = await Office.open(tx)
        cast: dict[str, Person | None] = {"stranger": None}
        for who, (name, membership) in roles.items():
            person_id = await known.add(tx, name, (membership,), moment(NOW))
            await known.bind(tx, (await known.meet(tx, "local", who, None)).id, person_id, moment(NOW))
            cast[who] = await known.person(tx, person_id)
        liaison = cast["liaison"]
        assert liaison is not None
        problem = Entry(TASK, "2022", Status.BEHIND, values={BUILT: 3.0}, problem=SECRET)
        done = await office.reports(liaison, problem, at="2022-11-24 10:00", words=f"6 已建3家 {SECRET}")
        await office.reports(liaison, Entry(DONE, "2022", Status.DONE), at="2022-11-24 10:00")
        invited = await people.invite(tx, MACHINE, Membership(Role.LIAISON, "区党政办"), "test")
        code = await linking.offer(await office.desk(liaison, "2022-11-24 10:01"))
        wish = Wish(Kind.EXTENSION, OWN, TASK, "2022", "用地审批未完成", date(2023, 3, 31))
        asked = await petitions.submit(await office.desk(liaison, "2022-11-24 10:02"), wish)
        admin = cast["admin"]
        assert admin is not None
        handed = await handing_in.paste(await office.desk(admin, "2022-11-24 10:03"), LIST)
        assert handed is not None
        wished = {"entries": to_json([Entry(TASK, "2022", Status.ON_TRACK)]), "words": "6 正常", "words_id": None}
        desk = await office.desk(liaison, "2022-11-24 10:04")
        shown = await readbacks.show(desk, "report", {**wished, "on_behalf": False}, {f"{TASK}:2022": 1})
        clock = MovableClock(moment(NOW), ticking=False, machine=lambda: MACHINE)

        async def deliver(_: list[int]) -> None:
            raise AssertionError("nothing is sent here")

        router = Router(sqlite, clock, EPOCH, {"local": read}, deliver, collect=lambda: None)
        facts = Facts(done.receipt, invited.code, liaison.id, code, asked.id, handed.draft, shown.id)
        yield Scene(tx, router, facts, cast)


@pytest.mark.parametrize("flow", [*PRESSES])
async def test_every_button_with_every_role(scene: Scene, flow: str) -> None:
    for (do, right), group, who in product(PRESSES[flow].items(), (False, True), EVERYBODY):
        action = {"flow": flow, "do": do, **presses(scene.facts)[flow][do]}
        tried = await scene.tries(who, {"key": "key", "group": group}, action)
        may = who in LOOKED_AT.get((flow, do), MAY[right])
        told = f"{flow}.{do} by {who}, {group=}: {tried}"
        if right is permissions.READING and flow != "evidence":  # nobody has sent a file here
            assert (SECRET in tried.private + tried.group) is may, told
        elif flow == "onboarding":
            assert tried.changed is (do == "yes" or (do == "link" and who == "stranger")), told
        else:
            assert tried.refused is not may, told
        if not may:
            assert not tried.changed, told
            assert SECRET not in tried.private + tried.group, told


@pytest.mark.parametrize("flow", [*HEARD])
async def test_every_command_with_every_role(scene: Scene, flow: str) -> None:
    for (name, right), group, who in product(HEARD[flow].items(), (False, True), EVERYBODY):
        said = TEXTS[flow][name]
        tried = await scene.tries(who, {"text": said.text, "group": group})
        told = f"{flow}.{name} ({said.text}) by {who}, {group=}: {tried}"
        may = who in _may(said, right)
        assert bool(re.search(said.answer, tried.private + tried.group)) is may or not said.answer, told
        if who not in MAY[permissions.READING]:
            assert SECRET not in tried.private + tried.group, told
        if group and may and who != "stranger":
            assert (tried.private == "") is ((flow, name) in PUBLIC), f"in the group {told}"
        if not may and right not in (permissions.READING, permissions.PERSON):
            assert not tried.changed or flow == "assist", told


def _may(said: Said, right: Right) -> tuple[str, ...]:
    """Of the whole plan each reads what is theirs; of what is named only those whom it concerns, or who read all."""
    of_their_own = {permissions.READING: MEMBERS, permissions.OWN: ("liaison", "other liaison")}
    return MAY[right] if said.named else of_their_own.get(right, MAY[right])


async def test_a_button_of_an_earlier_version_gets_a_polite_answer(scene: Scene) -> None:
    for action in ({"flow": "report", "do": "task", "task": 6, "text": "已建4家"}, {"flow": "gone", "do": "say"}):
        tried = await scene.tries("liaison", {"key": "key"}, action)
        assert "按钮" in tried.private
        assert not tried.changed


async def test_who_lost_a_role_presses_in_vain(scene: Scene) -> None:
    """The button is still theirs, the right no more: looked at in the moment of the press."""
    liaison = scene.cast["liaison"]
    assert liaison is not None
    await scene.tx.execute(tables.membership.delete().where(tables.membership.c.person_id == liaison.id))
    action = {"flow": "checkin", "do": "change", "department": OWN}
    tried = await scene.tries("liaison", {"key": "key"}, action)
    assert tried.refused
    assert SECRET not in tried.private
