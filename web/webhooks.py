"""Where platforms bring their updates: each is stored before it is answered, so that what is answered is safe.

Whoever knows the address could bring one, so the platform sends a secret along; it is compared in constant time.
"""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
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
