"""Is it well? For whatever watches over the process: a service manager, a balancer, Prometheus.

    /healthz   200 while every tick does its work, else 503 and which are late: start the process anew
    /readyz    200 while the database answers as well
    /metrics   the numbers, in Prometheus' text form, with English names; they count, and name nobody

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from aiohttp import web

log = logging.getLogger(__name__)

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Report:
    """What there is to count: name -> (what it is, label of each value "" or `key="value"` -> the value)."""

    gauges: Mapping[str, tuple[str, Mapping[str, float]]] = field(default_factory=dict)


class Watched(Protocol):
    """What is watched over."""

    def late(self) -> tuple[str, ...]:
        """The ticks that have not done their work for too long."""

    async def report(self) -> Report:
        """Look, which reads the database; whatever its driver raises comes through."""


def attach(app: web.Application, watched: Watched) -> None:
    """Answer on `app` for `watched`."""

    async def healthz(_: web.Request) -> web.Response:
        late = watched.late()
        return web.json_response({"status": "late" if late else "ok", "late": [*late]}, status=503 if late else 200)

    async def readyz(_: web.Request) -> web.Response:
        late = watched.late()
        try:
            await watched.report()
        except Exception as error:
            log.warning("not ready: %s", type(error).__name__)
            return web.json_response({"status": "database", "late": [*late]}, status=503)
        return web.json_response({"status": "late" if late else "ok", "late": [*late]}, status=503 if late else 200)

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(text=exposition(await watched.report()), headers={"Content-Type": PROMETHEUS})

    for path, answer in (("/healthz", healthz), ("/readyz", readyz), ("/metrics", metrics)):
        app.router.add_get(path, answer)


def exposition(report: Report) -> str:
    """The numbers in Prometheus' text form."""
    lines = []
    for name, (meaning, values) in report.gauges.items():
        lines += [f"# HELP {name} {meaning}", f"# TYPE {name} gauge"]
        lines += [f"{name}{{{label}}} {value:g}" if label else f"{name} {value:g}" for label, value in values.items()]
    return "\n".join(lines) + "\n"
