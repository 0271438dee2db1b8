"""People: the roster, invitations, revoking; and for everybody their own name, language and data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.turn import Here, Step, aside, call, confirm, turn
from domain.errors import NotAllowed, NotFound
from domain.messages import MAX_CHOICES, Action, Choice
from domain.people import OF_A_DEPARTMENT, Act, Membership, Person, Role, may
from domain.reminders import contacts
from language import Meaning
from language.meanings import Invite
from language.requests import Request
from services import notices, people
from services.people import Listed
from wording import people as say
from wording.words import Words

HEARS = frozenset({"people", "invite", "revoke", "language", "whoami", "rename", "forget"})


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """/people, 邀请 …, 停用 …, /language, /whoami, 我叫 …, 删除我的信息."""
    match meaning:
        case Invite():
            return (yield from _invitation(meaning, here))
        case Request("people"):
            return (yield from _roster(here))
        case Request("revoke"):
            return (yield from _whom_to_revoke(meaning.slot("whom"), here))
        case Request("language"):
            return (yield from _language(meaning.slot("language") or None, here))
        case Request("whoami"):
            accounts = yield from call(people.own_accounts)
            return aside(say.whoami(here.words, here.person, [(one.platform, one.name) for one in accounts]))
        case Request("rename"):
            renamed: Person = yield from call(people.rename, meaning.slot("name"))
            return aside(say.renamed(here.words, renamed.name))
        case Request("forget"):
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
            role = Role(action["role"]) if action["role"] else None
            return (yield from _invite_to(action["department"], role, action["backup"], here))
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


def _invitation(wanted: Invite, here: Here) -> Step:
    """邀请, and whom."""
    names = wanted.departments
    if not may(here.person, Act.INVITE):
        raise NotAllowed("not_allowed", act=Act.INVITE.value)
    if wanted.role is not None and wanted.role not in OF_A_DEPARTMENT:
        return (yield from _invite(Membership(wanted.role), here))
    if not wanted.said:
        return aside(say.how_to_invite(here.words))
    if not names:
        raise NotFound("no_such_department", department=wanted.said)
    if len(names) == 1:
        return (yield from _invite_to(names[0], wanted.role, wanted.backup, here))
    role = wanted.role.value if wanted.role else None
    choices = [
        Choice(one, _button("department", department=one, role=role, backup=wanted.backup))
        for one in names[:MAX_CHOICES]
    ]
    return turn(say.which_department(here.words, wanted.said, choices).on(f"people:{here.inbound.inbox_id}"))


def _invite_to(department: str, role: Role | None, backup: bool, here: Here) -> Step:
    if role is not None:
        return (yield from _invite(Membership(role, department, backup), here))
    choices = [
        say.role_choice(here.words, one, _button("invite", role=one.value, department=department, backup=backup))
        for one in (Role.LIAISON, Role.HEAD)
    ]
    card = here.card or f"people:{here.inbound.inbox_id}"
    return turn(say.invite_as(here.words, department, choices).on(card))


def _invite(membership: Membership, here: Here) -> Step:
    invited: people.Invited = yield from call(people.offer, membership)
    message = say.invitation(here.words, invited.code, invited.membership, invited.expires_at, invited.telegram_link)
    return turn(message)


# ── revoking ──────────────────────────────────────────────────────────────────────────────────────────────


def _whom_to_revoke(name: str, here: Here) -> Step:
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
