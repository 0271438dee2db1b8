"""The wire of the fake Bot API: arguments out of a request, and the ways in which an answer does not arrive."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from tests.peers.bot_api_rules import Args, Refusal, Upload


async def arguments(request: web.Request) -> Args:
    """The arguments of a call: query string, form, multipart or JSON; all four are allowed."""
    values: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        body = await request.read()
        values |= json.loads(body) if body else {}
    elif request.method == "POST":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                content = value.file.read()
                value.file.close()
                files[name] = Upload(value.filename, content, value.content_type)
            else:
                values[name] = value if isinstance(value, str) else bytes(value).decode()
    return Args(values, files)


def refused(refusal: Refusal) -> web.Response:
    """The answer to a call that is not carried out."""
    return web.json_response(refusal.body(), status=refusal.code)


def flood(wait: int) -> Refusal:
    """429."""
    return Refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait)


def cut(request: web.Request) -> web.Response:
    """Lose the connection; what is returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def halved(request: web.Request, whole: web.Response) -> web.StreamResponse:
    """Lose the connection in the middle of an answer."""
    body = whole.body if isinstance(whole.body, bytes) else b""
    half = web.StreamResponse(headers={"Content-Length": str(len(body)), "Content-Type": "application/json"})
    await half.prepare(request)
    await half.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return half
