"""`duban run`: what is served, for how long, and how it ends.

Without a real channel it is the local chat, for this machine only; with one it is the office on its own database, and
the local chat beside it where that is asked for. SIGINT and SIGTERM both end it the same way: no new work, what is
under way is settled, the clock is kept, the database is closed.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import webbrowser
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from datetime import datetime, timedelta
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from app.channels import Line, ask_early, chosen, only_one, open_doors, real_channels
from app.office import NoDatabase, shown
from app.settings import Settings
from app.speech import moment
from domain.errors import DubanError, InvalidSetting, Refused
from wording import commands
from wording.words import Words

if TYPE_CHECKING:
    from app.assembly import Duban
    from app.local import World
    from scheduler.nightly import Keeping
    from web.server import Application

log = logging.getLogger(__name__)


def run(settings: Settings, *, as_of: str | None, host: str | None, port: int | None, browser: bool) -> None:
    """Serve until told to stop. `as_of` is ISO; `host` and `port` go before the settings.

    Raises InvalidSetting, AlreadyRunning, InvalidPlan, OSError where it cannot begin.
    """
    words = Words(settings.language, settings.zone)
    begins = moment(as_of, settings.zone, "--as-of") if as_of else None
    office = chosen(settings, words)
    if not office and not settings.serves_local_chat:
        raise InvalidSetting(words.t(commands.NOTHING_TO_RUN))
    address = host or settings.web_host
    if settings.serves_local_chat and not _is_loopback(address):
        raise InvalidSetting(words.t(commands.ONLY_LOOPBACK, host=address))

    from app.logs import set_up_log

    set_up_log(settings)
    where = address, settings.web_port if port is None else port
    asyncio.run(_serve(settings, words, office, where, begins, browser))


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


async def _serve(
    settings: Settings,
    words: Words,
    office: bool,
    where: tuple[str, int],
    begins: datetime | None,
    browser: bool,
) -> None:
    _stop_on_signals()
    try:
        async with AsyncExitStack() as house:
            lines, duban = await _office(house, settings, words, begins) if office else ([], None)
            from web.server import TRIES, WebServer, build_app

            app = build_app()
            open_doors(app, lines, settings)
            world = await _local_chat(house, app, settings, words, begins) if settings.serves_local_chat else None
            _answer_watchers(app, lambda: duban or (world.duban if world else None))
            server = await WebServer.start(app, *where, tries=1 if settings.public_url and lines else TRIES)
            house.push_async_callback(server.stop)
            typer.echo(server.url)
            sys.stdout.flush()
            serving = commands.SERVING if settings.serves_local_chat else commands.SERVING_OFFICE
            typer.echo(words.t(serving), err=True)
            if browser and settings.serves_local_chat:
                _open_browser(server.url)
            await _for_ever(_lasting(settings, lines, duban))
    except asyncio.CancelledError:
        typer.echo(words.t(commands.STOPPED), err=True)


def _answer_watchers(app: Application, place: Callable[[], Duban | None]) -> None:
    from app.health import Health
    from web import health

    health.attach(app, Health(place))


def _lasting(settings: Settings, lines: Sequence[Line], duban: Duban | None) -> Iterator[Coroutine[Any, Any, None]]:
    """What goes on until the end: the channels, the right to work, the dead man's switch."""
    yield from (line.run() for line in lines)
    if duban is None:
        return
    yield duban.work.lasts()
    if settings.heartbeat_url is not None:
        from app.health import heartbeat

        yield heartbeat(settings.heartbeat_url.get_secret_value(), duban.clockwork.late)


async def _for_ever(lasting: Iterator[Coroutine[Any, Any, None]]) -> None:
    """Run all of these until a signal, or until one of them cannot go on; then that is raised."""
    running = [asyncio.create_task(one) for one in lasting]
    try:
        if running:
            await asyncio.gather(*running)
        await asyncio.Event().wait()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def _stop_on_signals() -> None:
    """The first SIGINT or SIGTERM cancels this task; later ones change nothing, for it is stopping already."""
    here, stopping = asyncio.current_task(), False

    def stop() -> None:
        nonlocal stopping
        if here is not None and not stopping:
            stopping = True
            here.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform == "win32":
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
        else:
            loop.add_signal_handler(number, stop)


async def _office(
    house: AsyncExitStack, settings: Settings, words: Words, begins: datetime | None
) -> tuple[Sequence[Line], Duban]:
    """Bring the office to life in `house`: its lock, its database, its clock, its channels."""
    from storage.lock import only_process

    with _saying(words, shown(settings.url())):
        hold = await house.enter_async_context(only_process(settings.url()))
    house.enter_context(only_one(settings))
    early = ask_early(settings)
    if early is not None:
        house.callback(early.cancel)
        await asyncio.to_thread(import_module, "app.assembly")  # the question is on its way meanwhile
    from storage.files import Files

    files = Files(settings.data_dir.resolve() / "files")
    lines = real_channels(settings, words, files, early)

    from app.assembly import at_work
    from scheduler.clock import SystemClock

    async def prepare(duban: Duban) -> None:
        for line in lines:
            await line.prepare(duban)

    clock = SystemClock(begins)
    for line in lines:
        house.push_async_callback(line.close)
    work = at_work(
        settings.url(),
        settings.plan_file,
        clock,
        lines,
        {line.platform: line.read for line in lines},
        files,
        rehearsal=clock.rehearsal,
        prepare=prepare,
        hold=hold,
        keeping=_keeping(settings),
    )
    with _saying(words, shown(settings.url())):
        duban = await house.enter_async_context(work)
    return lines, duban


def _keeping(settings: Settings) -> Keeping:
    """What is copied and forgotten at night."""
    from scheduler.nightly import Keeping

    folder, url = settings.data_dir.resolve(), settings.url()
    file = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
    return Keeping(file, folder / "backups", folder / "files", settings.backups, settings.keep_days)


@contextmanager
def _saying(words: Words, place: str) -> Iterator[None]:
    """Whatever the driver says of a file that is no database, of a server that is away: as one sentence."""
    try:
        yield
    except DubanError:
        raise
    except Exception as error:
        log.debug("the database could not be opened", exc_info=True)
        raise NoDatabase(words.t(commands.DATABASE_CLOSED, place=place, why=str(error).split("\n")[0])) from error


async def _local_chat(
    house: AsyncExitStack, app: Application, settings: Settings, words: Words, begins: datetime | None
) -> World:
    """Bring the local chat to life in `house`, with its page on `app`."""
    from app.local import World
    from web import local_chat
    from wording.errors import sentence

    def explain(refused: Refused, language: str) -> str:
        return sentence(Words(language, settings.zone), refused)

    path = Path(settings.local_url().removeprefix("sqlite:///"))
    world = World(path, settings.plan_file, words)
    with _saying(words, str(path)):
        await world.start(begins)
    house.push_async_callback(world.stop)
    if begins is not None:
        await _set_clock(world, words, begins)
    local_chat.attach(app, world, explain)
    return world


async def _set_clock(world: World, words: Words, begins: datetime) -> None:
    """Move the clock on to `begins`; one that is further already stays where it was kept."""
    now = datetime.fromisoformat((await world.world())["now"])
    if begins <= now - timedelta(minutes=1):
        typer.echo(words.t(commands.CLOCK_IS_FURTHER, now=words.moment(now)), err=True)
    if begins <= now:
        return
    typer.echo(words.t(commands.MOVING_CLOCK, to=words.moment(begins)), err=True)
    await world.move_clock(begins.isoformat(), None, lambda *_: None)


def _open_browser(url: str) -> None:
    """Show the page, where a person sits in front of this machine."""
    has_screen = sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.stdout.isatty() and has_screen:
        webbrowser.open(url)
