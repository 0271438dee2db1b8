"""What an account is in the middle of, and what its buttons mean."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from domain.messages import Action, Outgoing
from storage import tables as t
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Which flow holds the floor (None: no one), and what it remembers."""

    flow: str | None = None
    state: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """What a press of a key means, on which card and for which account."""

    account_id: int
    card: str | None
    action: Action


async def dialogue(tx: Tx, account_id: int) -> Dialogue:
    """The dialogue of an account."""
    row = (await tx.execute(_DIALOGUE, {"account": account_id})).mappings().first()
    return Dialogue(row["flow"], row["state"]) if row and row["flow"] else Dialogue()


_DIALOGUE = select(t.dialogue).where(t.dialogue.c.account_id == bindparam("account"))


async def keep(tx: Tx, account_id: int, kept: Dialogue, now: datetime) -> None:
    """Remember the dialogue of an account; `Dialogue()` gives the floor back."""
    values = {"flow": kept.flow, "state": kept.state or {}, "changed_at": now}
    done = await tx.execute(update(t.dialogue).where(t.dialogue.c.account_id == account_id).values(**values))
    if done.rowcount == 0 and kept.flow is not None:
        await tx.execute(insert(t.dialogue).values(account_id=account_id, **values))


async def keep_buttons(tx: Tx, account_id: int, message: Outgoing, now: datetime) -> Outgoing:
    """Keep what each choice of `message` means and give it its opaque key. The older keys of its card end."""
    if message.card:
        await tx.execute(delete(t.button).where(t.button.c.account_id == account_id, t.button.c.card == message.card))
    if not message.choices:
        return message
    choices = tuple(replace(choice, key=secrets.token_urlsafe(9)) for choice in message.choices)
    rows = [
        {
            "key": choice.key,
            "account_id": account_id,
            "card": message.card,
            "action": dict(choice.action),
            "made_at": now,
        }
        for choice in choices
    ]
    await tx.execute(insert(t.button), rows)
    return replace(message, choices=choices)


async def button(tx: Tx, key: str) -> Button | None:
    """What a key means, or None where it is unknown or its card has moved on."""
    row = (await tx.execute(_BUTTON, {"pressed": key[:64]})).mappings().first()
    return Button(row["account_id"], row["card"], row["action"]) if row else None


_BUTTON = select(t.button).where(t.button.c.key == bindparam("pressed"))
