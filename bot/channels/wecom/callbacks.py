"""Callback mode: what WeCom brings to the web server, opened and made the same shape as on the long connection.

    GET   the address is being set in the console: the opened echostr is answered, bare
    POST  checked, opened, stored by `take`, answered with nothing; WeCom brings it again where that took too long

The AI bot's are JSON and meant for receiveid "", the agent app's are XML and meant for the corporation. XML is read
without entities. Whatever is forged, stale or damaged raises Forged and is nothing more than a refusal.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bot.channels.wecom.crypto import Crypto, Forged, Sealed

Query = Mapping[str, str]


class Door:
    """One address. `of_app`: the agent app's, else the AI bot's."""

    def __init__(self, token: str, aes_key: str, receive_id: str, *, of_app: bool) -> None:
        self._crypto, self._of_app = Crypto(token, aes_key, receive_id), of_app

    def echo(self, query: Query, now: float) -> bytes:
        """The answer to a verification. `now`: seconds since 1970. Raises Forged."""
        return self._crypto.open(_sealed(query, query.get("echostr", "")), now)

    def open(self, query: Query, content: bytes, now: float) -> dict[str, Any]:
        """The body of a callback, as the long connection would have brought it. Raises Forged."""
        opened = self._crypto.open(_sealed(query, self._encrypted(content)), now)
        if self._of_app:
            return from_app(_tree(opened))
        body = _json(opened)
        return body if isinstance(body.get("from"), dict) else {}

    def _encrypted(self, content: bytes) -> str:
        if self._of_app:
            return _text(_tree(content), "Encrypt")
        encrypt = _json(content).get("encrypt")
        return encrypt if isinstance(encrypt, str) else ""


def from_app(told: Element) -> dict[str, Any]:
    """An agent app's message or event in the AI bot's shape; {} for what means nothing to us."""
    sender, kind, at = _text(told, "FromUserName"), _text(told, "MsgType"), _text(told, "CreateTime")
    msgid, key = _text(told, "MsgId"), _text(told, "EventKey")
    body: dict[str, Any] = {"from": {"userid": sender}, "chattype": "single", "msgtype": kind, "create_time": at}
    if kind == "event":
        event = _text(told, "Event")
        if event != "template_card_event":
            return {}
        body["msgid"] = f"{sender}:{at}:{_text(told, 'TaskId')}:{key}"  # events have no MsgId
        card = {"event_key": key, "task_id": _text(told, "TaskId"), "response_code": _text(told, "ResponseCode")}
        return {**body, "event": {"eventtype": event, "template_card_event": card}}
    body["msgid"] = msgid or f"{sender}:{at}"
    if kind == "text":
        return {**body, "text": {"content": _text(told, "Content")}}
    if kind in ("image", "file", "video"):
        return {**body, kind: {"media_id": _text(told, "MediaId")}}
    return body


def _sealed(query: Query, encrypt: str) -> Sealed:
    return Sealed(encrypt, query.get("msg_signature", ""), query.get("timestamp", ""), query.get("nonce", ""))


def _json(content: bytes) -> dict[str, Any]:
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        raise Forged("no JSON") from None
    if not isinstance(body, dict):
        raise Forged("no JSON")
    return body


def _tree(content: bytes) -> Element:
    try:
        tree: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise Forged("no XML") from None
    return tree


def _text(told: Element, name: str) -> str:
    return told.findtext(name) or ""
