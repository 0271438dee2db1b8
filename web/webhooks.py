"""Where platforms bring their updates: each is stored before it is answered, so that what is answered is safe.

Whoever knows the address could bring one, so the platform sends a secret along, compared in constant time; or it seals
and signs what it brings, and the channel opens it.
"""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

Take = Callable[[list[dict[str, Any]]], Awaitable[None]]


def attach(app: web.Application, path: str, secret: str, take: Take) -> None:
    """Receive a platform's updates at `path`. `take` returns when they are committed; where it raises, the platform is
    told so and brings them again."""

    async def receive(request: web.Request) -> web.Response:
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), secret.encode()):
            log.warning("an update without the secret was refused")
            raise web.HTTPForbidden
        try:
            update = json.loads(await request.read())
        except ValueError:
            raise web.HTTPBadRequest from None
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            raise web.HTTPBadRequest
        await take([update])
        return web.Response()

    app.router.add_post(path, receive)


Echo = Callable[[Mapping[str, str]], bytes]
TakeSealed = Callable[[Mapping[str, str], bytes], Awaitable[None]]


def attach_sealed(app: web.Application, path: str, echo: Echo, take: TakeSealed, forged: type[Exception]) -> None:
    """Receive what a platform seals, at `path`. `echo` answers the verification of the address, `take` returns when a
    callback is committed; both raise `forged` for what is not the platform's. It is answered with nothing."""

    async def verify(request: web.Request) -> web.Response:
        try:
            return web.Response(body=echo(request.query), content_type="text/plain")
        except forged as why:
            log.warning("a verification was refused (%s)", why)
            raise web.HTTPForbidden from None

    async def receive(request: web.Request) -> web.Response:
        try:
            await take(request.query, await request.read())  # aiohttp refuses what is larger than a megabyte
        except forged as why:
            log.warning("a callback was refused (%s)", why)
            raise web.HTTPForbidden from None
        return web.Response()

    app.router.add_get(path, verify)
    app.router.add_post(path, receive)
