"""WeCom's part of `duban doctor`: credentials, clock, connection, and who is not active."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app import office
from app.settings import Settings
from domain.errors import AlreadyRunning, DubanError

if TYPE_CHECKING:
    from ssl import SSLContext

SLACK = timedelta(seconds=60)  # between this machine's clock and WeCom's: callbacks older than five minutes are refused

Found = tuple[str, str, str, dict[str, Any]]
"""check, level (ok, warn, fail), the sentence's name, its facts"""


async def look(settings: Settings) -> AsyncIterator[Found]:
    """Every finding about WeCom, where it is set."""
    if settings.wecom_bot_id is None and settings.wecom_corp_id is None:
        return
    from bot.channels.wecom.link import trust

    try:
        tls = trust(str(settings.wecom_ca_file) if settings.wecom_ca_file else None)
    except OSError as error:
        yield "wecom", "fail", "wecom_ca", {"file": settings.wecom_ca_file, "why": error}
        return
    if settings.wecom_bot_id is not None and settings.wecom_bot_secret is not None:
        yield await _bot(settings, settings.wecom_bot_id, settings.wecom_bot_secret.get_secret_value().strip(), tls)
    async for found in _rest(settings, tls):
        yield found
    async for found in _people(settings):
        yield found


async def _bot(settings: Settings, bot_id: str, secret: str, tls: SSLContext | None) -> Found:
    """Whether WeCom knows the bot; beside one that runs, how its connection stands."""
    from bot.channels.wecom.checkup import subscribe
    from storage.lock import only_process, only_speaker

    url = office.address(settings, None)
    try:  # to subscribe is to take the connection: not from a bot on this database, nor from one on this machine
        async with only_process(url) if office.exists(url) else nullcontext():
            with only_speaker("wecom", settings.wecom_ws_url, bot_id):
                seen = await subscribe(settings.wecom_ws_url, bot_id, secret, tls)
    except AlreadyRunning:
        state = await _state(settings)
        connected = state.get("state") == "connected"
        facts = {"state": state.get("state", "?"), "at": state.get("at", "-")}
        return "wecom", "ok" if connected else "fail", "wecom_runs" if connected else "wecom_runs_cut", facts
    if seen.unreached:
        return "wecom", "fail", "wecom_unreached", {"where": settings.wecom_ws_url}
    if seen.refused is not None:
        return "wecom", "fail", "wecom_refused", {"answer": seen.refused}
    if seen.busy:
        return "wecom", "warn", "wecom_busy", {}
    return "wecom", "ok", "wecom", {"id": bot_id}


async def _rest(settings: Settings, tls: SSLContext | None) -> AsyncIterator[Found]:
    """The clock by WeCom's, and the agent app."""
    from bot.channels.wecom.app import AgentApp
    from bot.channels.wecom.checkup import ahead, try_app
    from scheduler.clock import real_time

    differs = await ahead(settings.wecom_api_base, real_time(), tls)
    if differs is not None:
        far = abs(differs) > SLACK
        facts = {"seconds": round(differs.total_seconds())}
        yield "wecom_time", "warn" if far else "ok", "wecom_time_differs" if far else "wecom_time", facts
    if settings.wecom_corp_id is None or settings.wecom_corp_secret is None:
        return
    secret = settings.wecom_corp_secret.get_secret_value().strip()
    app = AgentApp(settings.wecom_corp_id, secret, settings.wecom_agent_id or 0, base=settings.wecom_api_base, tls=tls)
    seen = await try_app(app)
    if seen.unreached is not None:
        yield "wecom_app", "fail", "wecom_app_unreached", {"why": seen.unreached}
    elif seen.refused is not None:
        yield "wecom_app", "fail", "wecom_app_refused", {"answer": seen.refused}
    elif seen.untrusted is not None:
        yield "wecom_app", "fail", "wecom_app_untrusted", {"address": seen.untrusted}
    else:
        yield "wecom_app", "ok", "wecom_app", {"agent": settings.wecom_agent_id}


async def _people(settings: Settings) -> AsyncIterator[Found]:
    """Who is known on WeCom and cannot be written to until they write."""
    url = office.address(settings, None)
    if not office.exists(url):
        return
    from storage import sent

    try:
        async with office.opened(url) as opened, opened.read() as tx:
            names = await sent.silent(tx, "wecom")
    except DubanError:
        return  # the database's own finding has said so
    facts = {"count": len(names), "names": ", ".join(names)}
    yield "wecom_people", "warn" if names else "ok", "wecom_silent" if names else "wecom_all_active", facts


async def _state(settings: Settings) -> dict[str, Any]:
    """What the running bot has noted of its connection."""
    url = office.address(settings, None)
    if not office.exists(url):
        return {}
    from bot.channels.wecom.condition import STATE
    from storage import settings as kept

    try:
        async with office.opened(url) as opened, opened.read() as tx:
            return await kept.read(tx, STATE) or {}
    except DubanError:
        return {}
