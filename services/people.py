"""People come by invitation: a code is made for one role, redeemed once, and can be taken away again.

Invitations live in machine time: a clock that is moved for a rehearsal makes none of them older.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from domain.errors import NotAllowed, NotFound, Refused
from domain.people import OF_A_DEPARTMENT, Act, Membership, Person, Role, require
from domain.plan import Plan
from services.desk import Desk
from storage import audit, dialogues, links, outbox, people, plans, roster, settings
from storage.database import Tx
from storage.dialogues import Dialogue
from storage.people import Account

LASTS = timedelta(days=7)  # our policy: an invitation, unless said otherwise
WRONG_CODES = 5  # so many in `WRONG_WITHIN` from one account, and it has to wait
WRONG_WITHIN = timedelta(hours=1)  # ours: a code has 100 random bits, so this is against noise
LONGEST_NAME = 20  # characters; the longest names in Chinese documents have about 15
TELEGRAM_BOT = "telegram_bot"  # the setting {"name": …} that the Telegram channel writes when it knows its own name

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's Base32: no I, L, O, U to be misread
_GROUPS, _GROUP = 5, 4  # 20 characters of 5 bits: 100 bits
_CODE = re.compile(rf"DB-?((?:[0-9A-Z]{{{_GROUP}}}-?){{{_GROUPS}}})")
_MISREAD = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True)
class Invited:
    """A new invitation. This is the only place where the code itself is seen; `expires_at` is machine time."""

    code: str
    membership: Membership
    expires_at: datetime
    telegram_link: str | None = None

    def to_json(self) -> dict[str, Any]:
        """What `duban invite --json` prints."""
        return {
            "code": self.code,
            "role": self.membership.role.value,
            "department": self.membership.department,
            "expires_at": self.expires_at.isoformat(),
            "telegram_link": self.telegram_link,
        }


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a code: the role it stands for, or the `owner` whose further account it binds, or neither.
    `wait`: the account was wrong too often within the last hour, and the code was not even looked at."""

    membership: Membership | None
    wait: bool = False
    owner: Person | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One person on the roster with the account that is written to, if there is one; else `silent`: the platform where
    they are known and cannot be written to until they write."""

    person: Person
    account: Account | None
    silent: str | None = None


# ── invitations ───────────────────────────────────────────────────────────────────────────────────────────


def read_code(text: str) -> str | None:
    """The code in its one shape (DB-XXXX-…), however it was typed; None where a text is not a code and nothing else."""
    plain = unicodedata.normalize("NFKC", text).upper()
    match = _CODE.fullmatch(re.sub(r"[\s\u2010-\u2015\u2212_]+", "-", plain.strip()))
    if match is None:
        return None
    symbols = match[1].replace("-", "").translate(_MISREAD)
    return "-".join(("DB", *(symbols[at : at + _GROUP] for at in range(0, len(symbols), _GROUP))))


def new_code() -> str:
    """A fresh code, for an invitation or to bind an account."""
    return "-".join(("DB", *("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))))


async def invite(
    tx: Tx,
    machine: datetime,
    membership: Membership,
    by: str,
    *,
    now: datetime | None = None,
    lasts: timedelta = LASTS,
) -> Invited:
    """A new invitation; nobody's right is asked (the command line's owner has the database anyway).

    `machine` and `now` (the plan's time, for the record; default: `machine`) are UTC. Raises Refused for a department
    that the plan does not have, or one where none belongs.
    """
    loaded = await plans.loaded(tx)
    if loaded is None:
        raise Refused("no_plan")
    membership = _fitting(loaded.plan, membership)
    code = new_code()
    expires_at = machine + lasts
    await people.invite(tx, code, membership, by, expires_at)
    told = {"role": membership.role.value, "department": membership.department, "backup": membership.backup}
    await audit.note(tx, now or machine, by, "invite", membership.department or membership.role.value, None, told)
    bot = await settings.read(tx, TELEGRAM_BOT)
    link = f"https://t.me/{bot['name']}?start={code}" if bot and bot.get("name") else None
    return Invited(code, membership, expires_at, link)


def _fitting(plan: Plan, membership: Membership) -> Membership:
    if membership.role not in OF_A_DEPARTMENT:
        return Membership(membership.role)
    if membership.department is None or plan.department(membership.department) is None:
        raise Refused("no_such_department", department=membership.department or "")
    return membership


async def offer(desk: Desk, membership: Membership) -> Invited:
    """An invitation by a coordinator or admin. Only an admin makes admins: nobody hands out more than they have."""
    require(desk.person, Act.INVITE)
    if membership.role is Role.ADMIN and not desk.person.has(Role.ADMIN):
        raise NotAllowed("not_allowed", act=Act.INVITE.value)
    return await invite(desk.tx, desk.machine, membership, desk.person.name, now=desk.now)


async def check(desk: Desk, code: str) -> Checked:
    """Which role a code stands for, without spending it. Failures are counted by account, whatever is said between."""
    key = f"wrong_codes:{desk.account_id}"
    kept = await settings.read(desk.tx, key) or {"at": []}
    recent = [one for one in kept["at"] if timedelta(0) <= desk.machine - datetime.fromisoformat(one) < WRONG_WITHIN]
    if len(recent) >= WRONG_CODES:
        return Checked(None, wait=True)
    try:
        return Checked((await _valid(desk, code)).membership)
    except Refused:
        owner = await links.owner(desk.tx, read_code(code) or code, desk.machine)
        if owner is not None:
            return Checked(None, owner=await people.person(desk.tx, owner))
        await settings.write(desk.tx, key, {"at": [*recent, desk.machine.isoformat()]})
        return Checked(None, wait=len(recent) + 1 >= WRONG_CODES)


async def redeem(desk: Desk, code: str, name: str | None = None) -> tuple[Person, Membership]:
    """Spend an invitation: the account becomes a person's, or the person it belongs to gets one more role.

    `name` is needed for somebody new. Returns the person as they now are and the role that was added. Raises Refused
    where the code is wrong, used or expired: which of these is nobody's business.
    """
    invitation = await _valid(desk, code)
    membership = invitation.membership
    person_id = desk.person.id
    before = {"roles": _roles(desk.person)} if person_id else None
    if person_id:
        await people.join(desk.tx, person_id, membership)
    else:
        called = clean_name(name or "")
        if not called:
            raise Refused("name_missing")
        person_id = await people.add(desk.tx, called, (membership,), desk.now)
        await people.bind(desk.tx, desk.account_id, person_id, desk.now)
    if not await people.use(desk.tx, invitation.id, person_id, desk.machine):
        raise Refused("bad_invitation")
    person = await _known(desk.tx, person_id)
    told = {"roles": _roles(person)}
    await audit.note(desk.tx, desk.now, person.name, "redeem", f"person:{person.id}", before, told)
    return person, membership


async def _valid(desk: Desk, code: str) -> people.Invitation:
    found = await people.invitation(desk.tx, read_code(code) or code)
    if found is None or found.used_at is not None or found.expires_at <= desk.machine:
        raise Refused("bad_invitation")
    department = found.membership.department
    if department is not None and desk.loaded.plan.department(department) is None:
        raise Refused("bad_invitation")  # the plan was imported anew without it
    return found


# ── people ────────────────────────────────────────────────────────────────────────────────────────────────


async def everyone(desk: Desk) -> tuple[Listed, ...]:
    """Everybody with their roles and accounts, for coordinators and admins."""
    require(desk.person, Act.INVITE)
    accounts, silent = await people.accounts(desk.tx), await roster.silent(desk.tx)
    return tuple(Listed(one, accounts.get(one.id), silent.get(one.id)) for one in await people.everyone(desk.tx))


async def invited(desk: Desk) -> tuple[Membership, ...]:
    """The roles of invitations that nobody has redeemed yet, for coordinators and admins."""
    require(desk.person, Act.INVITE)
    return await roster.invited(desk.tx, desk.machine)


async def own_accounts(desk: Desk) -> tuple[Account, ...]:
    """The accounts of whoever asks."""
    return await roster.accounts_of(desk.tx, desk.person.id)


async def named(desk: Desk, name: str) -> tuple[Person, ...]:
    """Who may be meant by a name: those called exactly so, else those whose name contains it."""
    require(desk.person, Act.INVITE)
    wanted = name.casefold().strip()
    all_ = await people.everyone(desk.tx)
    exact = tuple(one for one in all_ if one.name.casefold() == wanted)
    return exact or tuple(one for one in all_ if wanted and wanted in one.name.casefold())


async def revoke(desk: Desk, person_id: int) -> Person:
    """Take every right from a person: what waits for them is withdrawn, what they were asked is forgotten.

    A coordinator cannot revoke an admin, and the last admin stays. Raises NotFound, NotAllowed, Refused.
    """
    require(desk.person, Act.INVITE)
    person = await _known(desk.tx, person_id)
    if person.has(Role.ADMIN) and not desk.person.has(Role.ADMIN):
        raise NotAllowed("not_allowed", act=Act.INVITE.value)
    await _part_with(desk, person, "revoke")
    return person


async def leave(desk: Desk) -> Person:
    """Whoever asks gives up every right, and their name is taken off the roster; the record keeps what it needs."""
    person = await _known(desk.tx, desk.person.id)
    await _part_with(desk, person, "leave")
    return person


async def _part_with(desk: Desk, person: Person, act: str) -> None:
    admins = [one for one in await people.everyone(desk.tx) if one.has(Role.ADMIN)]
    if [one.id for one in admins] == [person.id]:
        raise Refused("last_admin")
    if not await people.revoke(desk.tx, person.id, desk.now):
        raise NotFound("no_such_person")
    waiting = await outbox.waiting(desk.tx, person.id)
    await outbox.cancel(desk.tx, [one.id for one in waiting], "the person was revoked")
    for account in await roster.accounts_of(desk.tx, person.id):
        await dialogues.keep(desk.tx, account.id, Dialogue(), desk.now)
    had = {"name": person.name, "roles": _roles(person)}
    await audit.note(desk.tx, desk.now, desk.person.name, act, f"person:{person.id}", had, {"roles": []})


def _roles(person: Person) -> list[str]:
    """The roles of a person as the record tells them: liaison:区团工委:backup, admin."""
    told = ((one.role.value, one.department, "backup" if one.backup else None) for one in person.memberships)
    return [":".join(part for part in one if part) for one in told]


async def speak(desk: Desk, language: str) -> Person:
    """Talk to whoever asks in that language ("zh" or "en") from now on."""
    person = await _known(desk.tx, desk.person.id)
    await people.speak(desk.tx, person.id, language)
    spoke = {"language": person.language}, {"language": language}
    await audit.note(desk.tx, desk.now, person.name, "language", f"person:{person.id}", *spoke)
    return replace(person, language=language)


async def rename(desk: Desk, name: str) -> Person:
    """Whoever asks is called so from now on; lines of the ledger that were written before follow the person."""
    person = await _known(desk.tx, desk.person.id)
    called = clean_name(name)
    if not called:
        raise Refused("name_missing")
    await roster.rename(desk.tx, person.id, called)
    about = f"person:{person.id}"
    await audit.note(desk.tx, desk.now, called, "rename", about, {"name": person.name}, {"name": called})
    return replace(person, name=called)


def clean_name(name: str) -> str:
    """A name as it may stand in a table: one line, no control characters, at most `LONGEST_NAME` characters."""
    shown = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in name)
    return " ".join(shown.split())[:LONGEST_NAME].strip()


async def _known(tx: Tx, person_id: int) -> Person:
    found = await people.person(tx, person_id)
    if found is None:
        raise NotFound("no_such_person")
    return found
