"""Who may speak to a page, and how much they may say.

Two layers. `security_headers` goes with every answer of the server. `only_this_machine` wraps the routes of the local
chat, where anybody may be anybody: it lets in only a browser on this machine that opened this very page. The
loopback address alone would not do: a foreign page may send requests to 127.0.0.1, or make its own name point there
(DNS rebinding), so the Host header is held against loopback names and a change must carry a header that a foreign page
cannot send without asking first. A proxy on this machine is seen by what it adds, or by what a browser behind it says.
One that adds nothing, with somebody behind it who leaves out everything, is not seen: put none in front of it.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from ipaddress import IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

from aiohttp import HttpVersion11, web

from wording.page import PAGE
from wording.words import LANGUAGES, Words

JSON_LIMIT = 256 * 1024  # bytes: the longest text that is let through, even with every character escaped
OWN_HEADER = "X-Duban"  # makes a cross-origin request ask first, and nobody here says yes
READING = ("GET", "HEAD")
# How the names of headers begin that proxies add.
HANDED_ON = ("x-forwarded", "forwarded", "via", "x-real-ip", "x-client-ip", "x-original-", "true-client-ip", "cf-")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",  # ask again each time (ETag): a page and its script are of one version
}

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class BadRequest(Exception):
    """What was sent cannot be used: `status`, and `key` and `facts` of the sentence in wording.page."""

    def __init__(self, status: int, key: str, **facts: object) -> None:
        self.status, self.key, self.facts = status, key, facts
        super().__init__(key)


def language_of(request: web.Request) -> str:
    """zh or en: what `?lang=` says, else the first of Accept-Language that is one of them, else zh."""
    asked = request.query.get("lang", "")
    if asked in LANGUAGES:
        return asked
    for part in request.headers.get("Accept-Language", "").lower().split(","):
        tongue = part.split(";")[0].strip().split("-")[0]
        if tongue in LANGUAGES:
            return tongue
    return "zh"


def error(request: web.Request, status: int, key: str, **facts: object) -> web.Response:
    """An error of the page itself, in the words of wording.page."""
    sentence = Words(language_of(request)).t(PAGE[key], **facts)
    return web.json_response({"error": sentence, "code": key}, status=status)


def only_this_machine(answer: Answer) -> Answer:
    """Let through what comes from a page of this server in a browser on this machine; say 403 to the rest."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        if _came_through_a_proxy(request) or not _is_loopback(request.remote) or not _is_own_name(request.host):
            return error(request, 403, "error_foreign_host")
        changes = request.method not in READING
        if (changes and request.headers.get(OWN_HEADER) != "1") or not _is_from_own_page(request):
            return error(request, 403, "error_foreign_page")
        return await answer(request)

    return guarded


async def read_json(request: web.Request) -> dict[str, Any]:
    """The JSON object of a request; BadRequest when it is too long or not one."""
    if request.content_type != "application/json":
        raise BadRequest(415, "error_not_json")
    body = await read_body(request, JSON_LIMIT)
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest(400, "error_not_json") from None
    if not isinstance(value, dict):
        raise BadRequest(400, "error_not_json")
    return value


async def read_body(request: web.Request, limit: int) -> bytes:
    """The whole body, at most `limit` bytes; BadRequest(413) when there is more, said or not."""
    if (request.content_length or 0) > limit:
        raise BadRequest(413, "error_too_long")
    body = bytearray()
    async for chunk in request.content.iter_chunked(16 * 1024):
        body += chunk
        if len(body) > limit:
            raise BadRequest(413, "error_too_long")
    return bytes(body)


async def security_headers(request: web.Request, response: web.StreamResponse) -> None:
    """A signal for `on_response_prepare`: the headers that every answer carries, unless it brought its own."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def _is_loopback(address: str | None) -> bool:
    try:
        ip = ip_address((address or "").split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        return ip.ipv4_mapped.is_loopback
    return ip.is_loopback


def _is_own_name(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        return False
    return name == "localhost" or _is_loopback(name)


def _came_through_a_proxy(request: web.Request) -> bool:
    """Whether anything shows that the request was handed on: a header of a proxy's, or the protocol's first version,
    which nginx speaks behind unless it is told otherwise and no browser does."""
    told = any(name.lower().startswith(HANDED_ON) for name in request.headers)
    return told or request.version < HttpVersion11


def _is_from_own_page(request: web.Request) -> bool:
    """Whether the page that asks was opened under this very name, as far as it says so: behind a proxy a browser names
    the proxy. The page itself may be linked to from anywhere."""
    if request.path == "/":
        return True
    own = f"{request.scheme}://{request.host}"
    origin, page = request.headers.get("Origin"), request.headers.get("Referer")
    same_site = request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
    return origin in (None, own) and (page is None or page == own or page.startswith(f"{own}/")) and same_site
