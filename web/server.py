"""The web server: one aiohttp application for the local chat, the board and the webhooks, on one port.

`build_app` gives what all of them share: `/health`, `/static`, the shipped font under `/fonts`, the security headers.
The pages then attach themselves. `WebServer` opens a port and closes it again without waiting for pages that stay open.
"""

from __future__ import annotations

import errno
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.fonts import LICENCE_FILE, WEB_FONT_FILE
from web.guard import security_headers

TRIES = 20  # ports after the wished one
GRACE = 2.0  # seconds that a request under way gets when the server stops
STATIC = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}  # never asked of the machine
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)

Application = web.Application  # for whoever hands one on and knows no server


def build_app() -> web.Application:
    """An application with what every page needs; `app.router` takes the pages' own routes."""
    app = web.Application()
    app.on_response_prepare.append(security_headers)
    app.router.add_get("/health", _health)
    app.router.add_get(f"/fonts/{WEB_FONT_FILE.name}", _font)
    app.router.add_get(f"/fonts/{LICENCE_FILE.name}", _font_licence)
    app.router.add_get(r"/static/{name:[\w-]+\.\w+}", _static)
    return app


class WebServer:
    """A running server. Made by `start`, ended by `stop`."""

    def __init__(self, runner: web.AppRunner, host: str, port: int) -> None:
        self._runner, self.host, self.port = runner, host, port

    @property
    def url(self) -> str:
        """Where the server answers, for a person to open."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(self.host, self.host)
        name = f"[{host}]" if ":" in host else host
        return f"http://{name}:{self.port}/"

    @classmethod
    async def start(cls, app: web.Application, host: str, port: int, tries: int = TRIES) -> WebServer:
        """Serve `app` on `host`: on `port`, or the next free one after it (0: any free port).

        Raises OSError when none of `tries` ports is free or the address is not ours.
        """
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=GRACE)
        await runner.setup()
        try:
            for candidate in range(port, min(port + max(tries, 1), 65536)):
                site = web.TCPSite(runner, host, candidate)
                try:
                    await site.start()
                except OSError as problem:
                    await site.stop()
                    if problem.errno != errno.EADDRINUSE:
                        raise
                else:
                    return cls(runner, host, runner.addresses[0][1])
        except BaseException:
            await runner.cleanup()
            raise
        await runner.cleanup()
        raise OSError(errno.EADDRINUSE, f"no free port from {port} on")

    async def stop(self) -> None:
        """Close the streams, let requests under way end, close the port."""
        await self._runner.cleanup()


async def _health(request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def _static(request: web.Request) -> web.FileResponse:
    file = STATIC / request.match_info["name"]
    if file.suffix not in TYPES or not file.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(file, headers={"Content-Type": f"{TYPES[file.suffix]}; charset=utf-8"})


async def _font(request: web.Request) -> web.FileResponse:
    return web.FileResponse(
        WEB_FONT_FILE, headers={"Content-Type": "font/woff2", "Cache-Control": "public, max-age=86400"}
    )


async def _font_licence(request: web.Request) -> web.FileResponse:
    return web.FileResponse(LICENCE_FILE, headers={"Content-Type": "text/plain; charset=utf-8"})
