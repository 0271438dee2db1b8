"""Whoever changes a person, a rule, a setting or a decision says so in the record, and the record has words for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from domain.procedure import Kind, PetitionState
from domain.progress import Move
from tests.house.sources import ROOT, name, room_files, tree
from wording.record import ACTS

# What changes something that an office decides, by module of storage; add a new one here.
CHANGES = {
    "people": {"add", "join", "revoke", "speak", "invite", "use"},
    "roster": {"rename"},
    "rules": {"add", "seed", "change", "override"},
    "plans": {"save"},
    "settings": {"write"},
    "absences": {"add", "end"},
    "links": {"use", "prefer"},
    "petitions": {"submit", "move"},
    "reviews": {"add", "undo"},
    "contributions": {"add"},
}
# What is nobody's decision, or is noted by whoever calls it: the function, and why.
NOTED_ELSEWHERE = {
    "app/local.py _note_clock": "the local chat's clock, and what was read",
    "app/simulate.py simulate": "a database in memory, gone when the simulation ends",
    "services/reviews.py decide": "noted by _keep, with what held before and after",
    "services/reviews.py undo": "noted by _keep, with what held before and after",
    "app/channels.py learn_name": "the bot's own name",
    "bot/channels/telegram.py _introduce": "the bot's own name",
    "services/openings.py _write": "noted by the import that brings them along",
    "services/people.py check": "when an account was wrong with a code",
    "services/watch.py tell_given_up": "up to where it was looked",
    "bot/channels/wecom/channel.py _remember": "which bot it is, and how its cards are numbered",
    "bot/channels/wecom/condition.py connected": "whether the connection stands",
    "bot/channels/wecom/condition.py ended": "whether the connection stands",
    "bot/channels/wecom/app_sending.py _letters": "the bytes of a message on its way",
    "bot/channels/telegram_menus.py _remember": "which menu stands in a chat",
}


def functions() -> Iterator[tuple[str, ast.AST]]:
    """Every function of the rooms above storage, by file and name."""
    for room in ("services", "app", "bot", "scheduler", "web"):
        for path in room_files(room):
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield f"{name(path)} {node.name}", node


def modules(path: str) -> dict[str, str]:
    """The names by which a file knows the modules of storage: people as known -> {"known": "people"}."""
    found: dict[str, str] = {}
    for node in ast.walk(tree(ROOT / path)):
        if isinstance(node, ast.ImportFrom) and node.module == "storage":
            found |= {alias.asname or alias.name: alias.name for alias in node.names}
    return found


def test_every_change_is_in_the_record() -> None:
    silent, seen = [], set[str]()
    for where, function in functions():
        known = modules(where.split(" ")[0])
        calls = [one.func for one in ast.walk(function) if isinstance(one, ast.Call)]
        named = [
            (known.get(one.value.id, ""), one.attr)
            for one in calls
            if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name)
        ]
        changes = [f"{module}.{verb}" for module, verb in named if verb in CHANGES.get(module, ())]
        seen |= {where} if changes else set()
        if changes and ("audit", "note") not in named and where not in NOTED_ELSEWHERE:
            silent.append(f"{where} calls {', '.join(changes)} and not audit.note")
    assert {*NOTED_ELSEWHERE} <= seen, "an exception that nothing needs any more"
    assert len(seen) > 10
    assert not silent, (
        "\n".join(silent) + "\nNote it with what was before and after, or say in NOTED_ELSEWHERE why not."
    )


def test_every_act_has_its_words() -> None:
    """What is handed to `audit.note` as the act, where it stands there as a word, and what is put together."""
    decided = {one.value for one in Move} - {Move.REPORT, Move.REPORT_DONE}
    answered = {f"{kind} {state}" for kind in Kind for state in PetitionState}
    acts = {*decided, *(f"undo {one}" for one in decided), *answered, *(f"ask {kind}" for kind in Kind)}
    for _, function in functions():
        for call in ast.walk(function):
            noted = isinstance(call, ast.Call) and ast.unparse(call.func) == "audit.note" and call.args[3:]
            if noted and not isinstance(noted[0], ast.JoinedStr):
                acts |= {str(one.value) for one in ast.walk(noted[0]) if isinstance(one, ast.Constant)}
    assert len(acts) > 10
    assert acts <= {*ACTS}, f"add to ACTS in wording/record.py: {sorted(acts - {*ACTS})}"
