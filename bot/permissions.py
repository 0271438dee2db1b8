"""Who may press what, and who may say what: one table, looked at before a flow hears of a press.

A new button gets a line in `PRESSES`, a new command or question one in `HEARD`; a test walks through all of them with
every role, in the own and in another department, in private and in a group. What is declared nowhere is not pressed.
The services check again what depends on the task, inside the transaction that changes it.
"""

from __future__ import annotations

from domain.errors import NotAllowed
from domain.messages import Action
from domain.people import GUEST, Act, Person, may, may_for
from domain.plan import Plan, Task

Right = frozenset[Act]  # any of these is enough

ANYBODY: Right = frozenset()  # a stranger too
PERSON: Right = frozenset(Act)  # whoever was invited, in any role
OWN = frozenset({Act.REPORT})
REPORTING = frozenset({Act.REPORT, Act.REPORT_FOR})
READING = frozenset({Act.READ_TASK, Act.READ_ALL})
MINE = frozenset({Act.READ_TASK})  # of the own department, whatever that may read
CHASING = frozenset({Act.CHASE})
RULES = frozenset({Act.SCHEDULE})
PEOPLE = frozenset({Act.INVITE})
SETTINGS = frozenset({Act.SETTINGS})
RECORD = frozenset({Act.AUDIT})
ALL = frozenset({Act.READ_ALL})
PARTS = frozenset({Act.CONTRIBUTE})
PETITIONS = frozenset({Act.PETITION})
DECISIONS = frozenset({Act.DECIDE})

PRESSES: dict[str, dict[str, Right]] = {
    "onboarding": dict.fromkeys(("yes", "no", "link"), ANYBODY),  # link: one more account of whom the code names
    "assist": dict.fromkeys(("help", "pass_on", "rest", "wake"), PERSON),
    "people": {
        **dict.fromkeys(("roster", "invite", "department", "ask_revoking", "revoke"), PEOPLE),
        **dict.fromkeys(("language", "leave", "cancel"), PERSON),
    },
    "checkin": {
        **dict.fromkeys(("open", "all_fine", "walk", "change", "change_one", "later", "snooze", "hand_over"), OWN),
        "undo": REPORTING,
    },
    "walk": dict.fromkeys(
        ("show", "next", "figure", "typed", "other", "trouble", "status", "reason", "type_reason", "solved", "still"),
        OWN,
    ),
    "report": {**dict.fromkeys(("confirm", "amend", "read", "finish"), OWN), "cancel": PERSON},  # 代报: see below
    "schedule": {
        **dict.fromkeys(("show", "policy", "ask_audience", "audience", "ask_time", "time", "weekday"), RULES),
        **dict.fromkeys(("list", "rehearse", "save", "drop"), RULES),
        **dict.fromkeys(("pause", "resume", "remove", "restore", "retime", "keep"), RULES),
        **dict.fromkeys(("put", "spare", "quiet"), RULES),
    },
    "chase": dict.fromkeys(("preview", "send", "reword", "cancel", "withdraw"), CHASING),
    "query": dict.fromkeys(("ask", "rest"), READING),
    "record": {"page": RECORD},
    "lists": dict.fromkeys(("load", "page", "join", "drop", "ask_back", "back", "stay"), SETTINGS),
    "rosters": dict.fromkeys(("make", "drop", "members", "cancel"), SETTINGS),
    "openings": dict.fromkeys(("read", "skip"), OWN),
    "trial": {**dict.fromkeys(("send", "look", "again", "start", "cancel"), SETTINGS), "seen": PERSON},
    "evidence": {"add": REPORTING, "show": READING},
    "thresholds": dict.fromkeys(("keep", "drop"), SETTINGS),
    "office": dict.fromkeys(("save", "undo", "climb", "drop"), RULES),
    "leave": dict.fromkeys(("take", "finish", "drop"), PERSON),  # of somebody else: services.leave looks
    "petition": {**dict.fromkeys(("wish", "submit", "withdraw"), PETITIONS), "cancel": PERSON},
    "support": {
        **dict.fromkeys(("write", "submit"), PARTS),
        **dict.fromkeys(("ask", "joint", "report"), OWN),
        "cancel": PERSON,
    },
    "tray": dict.fromkeys(
        ("open", "show", "close", "ask", "preview", "return", "reopen", "ask_date", "grant", "refuse", "undo"),
        DECISIONS,
    ),
}

# What is said, by flow and by the kind of its meaning (a question by its intent, a petition by its wish, a decision by
# its verdict). The flow that hears it looks; here stands what the test expects of it.
HEARD: dict[str, dict[str, Right]] = {
    "onboarding": {"redeem": ANYBODY},
    "assist": dict.fromkeys(("help", "start", "hello", "thanks", "ack", "quiet", "feedback", "unread"), PERSON),
    "people": {
        **dict.fromkeys(("people", "invite", "revoke"), PEOPLE),
        **dict.fromkeys(("language", "whoami", "rename", "forget"), PERSON),
    },
    "checkin": {"card": OWN},
    "report": {"report": OWN, "on_behalf": frozenset({Act.REPORT_FOR}), "hold": PERSON, "confirm": PERSON},
    "schedule": dict.fromkeys(("rules", "rehearse", "rule", "order", "rule_order"), RULES),
    "chase": {"chase": CHASING},
    "query": {
        **dict.fromkeys(("task_status", "target", "source"), READING),  # of a task: one's own, or all of them
        **dict.fromkeys(("list_tasks", "contact"), READING),  # of a department
        **dict.fromkeys(("list_unreported", "list_overdue", "list_due_soon", "list_by_light", "summary"), READING),
        **dict.fromkeys(("list_problems", "list_delay_requests", "list_done", "update_log", "export"), READING),
        **dict.fromkeys(("my_pending", "my_lead", "my_support"), MINE),
        "ranking": ALL,
    },
    "record": {"record": RECORD},
    "thresholds": {"thresholds": ALL, "threshold_change": SETTINGS},
    "lists": dict.fromkeys(("import_list", "plan_versions"), SETTINGS),
    "rosters": {"members": SETTINGS},
    "openings": {"openings": OWN},
    "trial": dict.fromkeys(("trial", "go_live"), SETTINGS),
    "linking": dict.fromkeys(("link", "here"), PERSON),
    "office": {**dict.fromkeys(("ladder", "workdays"), ALL), **dict.fromkeys(("ladder_off", "waits", "days"), RULES)},
    "leave": dict.fromkeys(("leaves", "leave", "back"), PERSON),
    "petition": dict.fromkeys(("extension", "objection", "handover"), PETITIONS),
    "support": {"parts": OWN, "joint": OWN, "part": PARTS},
    "tray": dict.fromkeys(("todo", "close", "return", "reopen", "grant", "refuse"), DECISIONS),
}


def is_declared(action: Action) -> bool:
    """Whether there is such a press; a button of an earlier version may stand for one that is gone."""
    return action["do"] in PRESSES.get(action["flow"], {})


def check_press(action: Action, person: Person, plan: Plan) -> None:
    """Raise NotAllowed where that button is not for that person, or LookupError where it is declared nowhere."""
    flow, do = action["flow"], action["do"]
    right = PRESSES.get(flow, {}).get(do)
    if right is None:
        raise LookupError(f"the press {flow}.{do} is declared nowhere: add it to PRESSES in bot/permissions.py")
    if right == ANYBODY:
        return
    if person is GUEST:
        raise NotAllowed("not_allowed")
    if action.get("on_behalf"):  # 代报
        right = frozenset({Act.REPORT_FOR})
    departments, tasks = _about(action, plan)

    def has(act: Act) -> bool:
        named = all(may_for(person, act, one) for one in departments or (None,))
        return named and all(may(person, act, one) for one in tasks)

    if right != PERSON and not any(has(act) for act in right):
        raise NotAllowed("not_allowed")


def _about(action: Action, plan: Plan) -> tuple[list[str], list[Task]]:
    """The departments that a button is about, named, walked through or wished for, and the tasks that it speaks of."""
    held = [action, action.get("walk", {}), action.get("wish", {})]
    numbers = [one.get("task") for one in (*held, *action.get("entries", ()))]
    numbers += action.get("reading", {}).get("tasks", ())
    tasks = (plan.task(number) for number in numbers if number)
    return [one["department"] for one in held if one.get("department")], [task for task in tasks if task]
