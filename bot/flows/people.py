"""People: the roster, invitations, revoking; and for everybody their own name, language and data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.turn import Here, Step, aside, call, confirm, turn
from bot.understanding.commands import Invited, read_command, read_invited, read_language
from domain.errors import NotAllowed, NotFound
from domain.messages import MAX_CHOICES, Action, Choice
from domain.people import OF_A_DEPARTMENT, Act, Membership, Person, Role, may
from domain.reminders import contacts
from services import notices, people
from services.people import Listed
from wording import people as say
from wording.words import Words

_RULE_KEY = re.compile(r"S-?\d", re.IGNORECASE)  # 停用 S-3 speaks of a reminder rule


def hear(text: str, state: Mapping[str, Any], here: Here) -> Step:
    """/people, 邀请 …, 停用 …, /language, /whoami, 我叫 …, 删除我的信息."""
    command = read_command(text)
    match command and command.name:
        case "people":
            return (yield from _roster(here))
        case "invite" if command:
            return (yield from _read_invitation(command.rest, here))
        case "revoke" if command and not _RULE_KEY.match(command.rest):
            return (yield from _whom_to_revoke(command.rest, here))
        case "language" if command:
            return (yield from _language(read_language(command.rest), here))
        case "whoami":
            accounts = yield from call(people.own_accounts)
            return aside(say.whoami(here.words, here.person, [(one.platform, one.name) for one in accounts]))
        case "rename" if command:
            renamed: Person = yield from call(people.rename, command.rest)
            return aside(say.renamed(here.words, renamed.name))
        case "forget":
            card = f"people:{here.inbound.inbox_id}"
            yes, no = _button("leave"), _button("cancel")
            return confirm(say.confirm_leaving(here.words, yes, no).on(card), "people", yes, no)
    return None


def press(action: Action, here: Here) -> Step:
    """A button of the roster, of a question or of a confirmation."""
    match action["do"]:
        case "roster":
            return (yield from _roster(here))
        case "invite":
            return (yield from _invite(Membership(Role(action["role"]), action["department"], action["backup"]), here))
        case "department":
            wanted = Invited(action["department"], Role(action["role"]) if action["role"] else None, action["backup"])
            return (yield from _invite_to(action["department"], wanted, here))
        case "ask_revoking":
            return (yield from _ask_revoking(action["person"], here))
        case "revoke":
            return (yield from _revoke(action["person"], here))
        case "language":
            return (yield from _language(action["language"], here))
        case "leave":
            gone: Person = yield from call(people.leave)
            key = f"left:{gone.id}:{here.inbound.inbox_id}"
            yield from call(notices.tell, Role.COORDINATOR, say.left_notice(here.words, gone), key)
            return turn(say.left(here.words).on(here.card))
        case "cancel":
            return turn(say.kept(here.words).on(here.card))
    return None


# ── the roster ────────────────────────────────────────────────────────────────────────────────────────────


def _roster(here: Here) -> Step:
    listed: tuple[Listed, ...] = yield from call(people.everyone)
    missing = _without_liaison(here, [one.person for one in listed])
    choices = [
        say.invite_for(here.words, one, _button("invite", role=Role.LIAISON.value, department=one, backup=False))
        for one in missing[: MAX_CHOICES - 1]
    ]
    invited: tuple[Membership, ...] = yield from call(people.invited)
    rows = [(one.person, one.account.platform if one.account else None, one.silent) for one in listed]
    return aside(say.roster(here.words, rows, missing, invited, choices))


def _without_liaison(here: Here, known: list[Person]) -> list[str]:
    return [one for one in here.plan.leads() if not contacts(known, one)]


# ── invitations ───────────────────────────────────────────────────────────────────────────────────────────


def _read_invitation(rest: str, here: Here) -> Step:
    """邀请 and whom. Without a role only a department counts: 邀请专家12名 is somebody's report."""
    if not rest:
        return aside(say.how_to_invite(here.words)) if may(here.person, Act.INVITE) else None
    wanted = read_invited(rest)
    if wanted is None:
        return None
    names = here.vocabulary.department(wanted.department) if wanted.department else ()
    if wanted.role is None and not names:
        return None
    if not may(here.person, Act.INVITE):
        raise NotAllowed("not_allowed", act=Act.INVITE.value)
    if wanted.role is not None and wanted.role not in OF_A_DEPARTMENT:
        return (yield from _invite(Membership(wanted.role), here))
    if not wanted.department:
        return aside(say.how_to_invite(here.words))
    if not names:
        raise NotFound("no_such_department", department=wanted.department)
    if len(names) == 1:
        return (yield from _invite_to(names[0], wanted, here))
    role = wanted.role.value if wanted.role else None
    choices = [
        Choice(one, _button("department", department=one, role=role, backup=wanted.backup))
        for one in names[:MAX_CHOICES]
    ]
    return turn(say.which_department(here.words, wanted.department, choices).on(f"people:{here.inbound.inbox_id}"))


def _invite_to(department: str, wanted: Invited, here: Here) -> Step:
    if wanted.role is not None:
        return (yield from _invite(Membership(wanted.role, department, wanted.backup), here))
    choices = [
        say.role_choice(
            here.words, role, _button("invite", role=role.value, department=department, backup=wanted.backup)
        )
        for role in (Role.LIAISON, Role.HEAD)
    ]
    card = here.card or f"people:{here.inbound.inbox_id}"
    return turn(say.invite_as(here.words, department, choices).on(card))


def _invite(membership: Membership, here: Here) -> Step:
    invited: people.Invited = yield from call(people.offer, membership)
    message = say.invitation(here.words, invited.code, invited.membership, invited.expires_at, invited.telegram_link)
    return turn(message)


# ── revoking ──────────────────────────────────────────────────────────────────────────────────────────────


def _whom_to_revoke(name: str, here: Here) -> Step:
    if not may(here.person, Act.INVITE):
        return None
    found: tuple[Person, ...] = yield from call(people.named, name)
    if not found:
        return aside(say.nobody_called(here.words, name))
    if len(found) == 1:
        return (yield from _confirm_revoking(found[0], here))
    choices = [
        say.person_choice(here.words, one, _button("ask_revoking", person=one.id)) for one in found[:MAX_CHOICES]
    ]
    return turn(say.whom(here.words, name, choices).on(f"people:{here.inbound.inbox_id}"))


def _ask_revoking(person_id: int, here: Here) -> Step:
    listed: tuple[Listed, ...] = yield from call(people.everyone)
    person = next((one.person for one in listed if one.person.id == person_id), None)
    if person is None:
        raise NotFound("no_such_person")
    return (yield from _confirm_revoking(person, here))


def _confirm_revoking(person: Person, here: Here) -> Step:
    yield from ()
    card = here.card or f"people:{here.inbound.inbox_id}"
    yes, no = _button("revoke", person=person.id), _button("cancel")
    return confirm(say.confirm_revoking(here.words, person, yes, no).on(card), "people", yes, no)


def _revoke(person_id: int, here: Here) -> Step:
    gone: Person = yield from call(people.revoke, person_id)
    listed: tuple[Listed, ...] = yield from call(people.everyone)
    without = [
        one for one in _without_liaison(here, [one.person for one in listed]) if one in gone.departments(Role.LIAISON)
    ]
    return turn(say.revoked(here.words, gone, without).on(here.card))


# ── oneself ───────────────────────────────────────────────────────────────────────────────────────────────


def _language(language: str | None, here: Here) -> Step:
    if language is None:
        choices = [say.language_choice(one, _button("language", language=one)) for one in ("zh", "en")]
        return aside(say.which_language(here.words, choices).on(f"people:{here.inbound.inbox_id}"))
    yield from call(people.speak, language)
    return aside(say.language_set(Words(language, here.words.zone)).on(here.card))


def _button(do: str, **more: Any) -> dict[str, Any]:
    return {"flow": "people", "do": do, **more}
