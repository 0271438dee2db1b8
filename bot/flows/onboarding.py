"""From a stranger to somebody: an invitation code, "is that you?", a name where the platform gave none, welcome.

Whoever is known already may redeem one more code, for one more role. A stranger's other words get one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.flows import checkin
from bot.turn import Floor, Here, Step, Turn, call, turn
from domain.errors import Refused
from domain.messages import Action
from domain.people import GUEST, Role
from language import Meaning
from language.meanings import Answer, Consent
from language.requests import Request
from services import linking, openings, people
from services.people import LONGEST_NAME, Checked
from wording import linking as linked
from wording import onboarding as say
from wording.words import Words

_LATIN = re.compile(r"^[^\u3400-\u9fff]*[A-Za-z]{2,}[^\u3400-\u9fff]*$")  # no Chinese in it: answer in English


HEARS = frozenset({"redeem"})


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """A code, alone or after 绑定, bind, /start; while the floor is ours, a yes, a no or a name. A guest is always
    answered."""
    match meaning:
        case Request("redeem"):
            return (yield from _look_at(meaning.slot("invitation", "code", "anycode"), here))
        case Consent(yes=True) if state.get("asks") == "link":
            return (yield from _link(state["code"], here))
        case Consent(yes=True) if state.get("asks") == "confirm":
            return (yield from _agreed(state["code"], here))
        case Consent(yes=False):
            return turn(say.declined(here.words))
        case Answer("name", str(name)):
            return (yield from _named(name, state, here))
        case Answer("name"):
            return turn(say.ask_name(here.words), floor=Floor("onboarding", state))
    if here.person is not GUEST:
        return None
    return turn(say.stranger(_words_for(here.said, here)))


def press(action: Action, here: Here) -> Step:
    """是, or 不是我."""
    if action["do"] == "yes":
        return (yield from _agreed(action["code"], here))
    if action["do"] == "link":
        return (yield from _link(action["code"], here))
    return turn(say.declined(here.words).on(here.card))


def greet(here: Here) -> Step:
    """A guest pressed a button that is not theirs."""
    yield from ()
    return turn(say.stranger(here.words))


def _look_at(code: str, here: Here) -> Step:
    """Who would one be with this code? It is not spent yet."""
    if not here.inbound.private:
        return turn(say.in_private(here.words))
    if not code:
        return turn(say.ask_code(here.words))
    checked: Checked = yield from call(people.check, code)
    if checked.owner is not None:
        yes, no = ({"flow": "onboarding", "do": one, "code": code} for one in ("link", "no"))
        card = linked.confirm(here.words, checked.owner, yes, no).on(f"bind:{here.inbound.inbox_id}")
        return turn(card, floor=Floor("onboarding", {"asks": "link", "consent": True, "code": code}))
    if checked.membership is None:
        return turn(say.wait(here.words) if checked.wait else say.wrong_code(here.words))
    code = people.read_code(code) or code
    yes, no = ({"flow": "onboarding", "do": one, "code": code} for one in ("yes", "no"))
    known = None if here.person is GUEST else here.person
    card = say.confirm(here.words, checked.membership, known, yes, no).on(f"bind:{here.inbound.inbox_id}")
    return turn(card, floor=Floor("onboarding", {"asks": "confirm", "consent": True, "code": code}))


def _agreed(code: str, here: Here) -> Step:
    """是: bind, or ask the name first where nobody knows it."""
    if here.person is GUEST and not people.clean_name(here.inbound.name or ""):
        return turn(say.ask_name(here.words), floor=Floor("onboarding", {"expects": "name", "code": code}))
    return (yield from _bind(code, here.inbound.name, here))


def _named(text: str, state: Mapping[str, Any], here: Here) -> Step:
    name = people.clean_name(text)
    if not name or len(text.strip()) > LONGEST_NAME or any(char.isdigit() for char in name):
        return turn(say.not_a_name(here.words, LONGEST_NAME), floor=Floor("onboarding", state))
    return (yield from _bind(state["code"], name, here))


def _bind(code: str, name: str | None, here: Here) -> Step:
    """Spend the code; welcome, and for a liaison the first card."""
    try:
        person, membership = yield from call(people.redeem, code, name)
    except Refused as refused:
        if refused.code != "bad_invitation":
            raise
        return turn(say.wrong_code(here.words).on(here.card))
    welcome = say.welcome(here.words, person, membership).on(here.card)
    if membership.role is not Role.LIAISON:
        return turn(welcome)
    yield from call(openings.ask_one, person.id, membership.department or "")
    first: Turn = yield from checkin.open_card(replace(here, person=person, card=None), membership.department)
    return Turn((welcome, *first.replies), first.floor)


def _link(code: str, here: Here) -> Step:
    """One more account of somebody who is known."""
    person, accounts = yield from call(linking.bind, code)
    words = Words(person.language, here.words.zone)
    return turn(linked.bound(words, person, [(one.platform, one.name) for one in accounts]).on(here.card))


def _words_for(text: str, here: Here) -> Words:
    """A stranger has no language yet: English for a text without Chinese, unless it is a command."""
    english = bool(_LATIN.match(text)) and not text.startswith("/")
    return Words("en", here.words.zone) if english else here.words
