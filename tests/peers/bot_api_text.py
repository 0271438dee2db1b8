"""Texts as Telegram reads them: HTML becomes text and entities, what a person types gets its entities.

Lengths and offsets are UTF-16 units, except where Telegram tells a byte offset in a complaint.
"""

from __future__ import annotations

import re
from typing import Any

from tests.peers.bot_api_rules import bad, size

Entity = dict[str, Any]

ENTITIES = 100  # Telegram drops what comes after them
TAGS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|(\w+));")
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[a-zA-Z-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?)*)\s*>")
ATTRIBUTE = re.compile(r"([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")
TYPED = re.compile(r"(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w+)?)|(?P<mention>(?<!\w)@\w{3,32})")


def formatted(text: str, parse_mode: str, entities: Any = None) -> tuple[str, list[Entity]]:
    """The text that is shown and its entities, both without the blanks around it. Raises Refusal."""
    match parse_mode.lower():
        case "":
            return text.strip(), list(entities or ())[:ENTITIES]
        case "html":
            return _html(text)
        case _:
            raise bad("unsupported parse_mode")


def typed(text: str) -> list[Entity]:
    """The entities that Telegram finds in what a person types: commands and mentions."""
    return [
        {"type": found.lastgroup, "offset": size(text[: found.start()]), "length": size(found.group())}
        for found in TYPED.finditer(text)
    ]


def _html(source: str) -> tuple[str, list[Entity]]:
    shown, entities = "", list[Entity]()
    open_: list[tuple[str, str, int, str]] = []  # tag, kind, where it began, its address
    at = 0
    while at < len(source):
        if source[at] == "&":
            char, at = _reference(source, at)
            shown += char
        elif source[at] != "<":
            shown += source[at]
            at += 1
        else:
            tag = TAG.match(source, at)
            offset = len(source[:at].encode())
            if tag is None:
                raise bad(f"can't parse entities: Unsupported start tag {_name(source, at)} at byte offset {offset}")
            name = tag[2].lower()
            if tag[1]:
                entities += _closed(open_, name, offset, size(shown))
            else:
                open_.append(_opened(name, tag[3], offset, size(shown)))
            at = tag.end()
    if open_:
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{open_[-1][0]}\"")
    return _stripped(shown, sorted(entities, key=lambda one: (one["offset"], -one["length"]))[:ENTITIES])


def _reference(source: str, at: int) -> tuple[str, int]:
    """The character that a reference stands for; an ampersand that begins none stands for itself."""
    found = REFERENCE.match(source, at)
    if found is None or (found[3] and found[3] not in NAMED):
        return "&", at + 1
    if found[3]:
        return NAMED[found[3]], found.end()
    return chr(int(found[1]) if found[1] else int(found[2], 16)), found.end()


def _name(source: str, at: int) -> str:
    found = re.match(r"</?([^\s>]*)", source[at:])
    return f'"{found[1] if found else ""}"'


def _opened(name: str, attributes: str, offset: int, shown: int) -> tuple[str, str, int, str]:
    given = {found[1].lower(): found[2] or found[3] or found[4] or "" for found in ATTRIBUTE.finditer(attributes)}
    if name not in TAGS or (name == "span" and given.get("class") != "tg-spoiler"):
        raise bad(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {offset}')
    return name, TAGS[name], shown, re.sub(REFERENCE, lambda one: _reference(one[0], 0)[0], given.get("href", ""))


def _closed(open_: list[tuple[str, str, int, str]], name: str, offset: int, shown: int) -> list[Entity]:
    if not open_:
        raise bad(f"can't parse entities: Unexpected end tag at byte offset {offset}")
    tag, kind, began, address = open_.pop()
    if tag != name:
        told = f'Unmatched end tag at byte offset {offset}, expected "</{tag}>", found "</{name}>"'
        raise bad(f"can't parse entities: {told}")
    if shown == began or (kind == "text_link" and not address):
        return []
    entity: Entity = {"type": kind, "offset": began, "length": shown - began}
    return [{**entity, "url": address} if kind == "text_link" else entity]


def _stripped(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without the blanks around it; entities move along and lose what they covered of them."""
    body = text.strip()
    lead, end = size(text) - size(text.lstrip()), size(body)
    moved = []
    for one in entities:
        begins, ends = max(one["offset"] - lead, 0), min(one["offset"] + one["length"] - lead, end)
        if ends > begins:
            moved.append({**one, "offset": begins, "length": ends - begins})
    return body, moved
