"""The command line: `duban COMMAND`. Here stand its frame and `run`; the other commands stand in `cli_*.py`.

Exit codes: 0 done; 1 refused or failed in a way that was foreseen (one sentence on stderr, no traceback); 2 wrong
usage. `docs/operations.md` lists them for each command. Every import that costs time stands inside the command that
needs it, so that each starts at once.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer
import typer.core

from app import (
    cli_audit,
    cli_backup,
    cli_doctor,
    cli_invite,
    cli_people,
    cli_plan,
    cli_schedule,
    cli_simulate,
    cli_status,
    cli_understand,
)
from domain.errors import DubanError


class Commands(typer.core.TyperGroup):
    """Turns what was foreseen into a sentence and exit code 1."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]  # typer's own context is the one it gives
        """Carry out the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (DubanError, OSError) as error:
            if isinstance(error, BrokenPipeError):  # whoever read us has had enough (`| head`)
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                raise typer.Exit(0) from None
            from app.speech import sentence_of

            typer.echo(sentence_of(error), err=True)
            raise typer.Exit(1) from None


duban = typer.Typer(
    cls=Commands,
    name="duban",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
duban.add_typer(cli_plan.commands, name="plan")
duban.add_typer(cli_people.commands, name="people")
duban.add_typer(cli_schedule.commands, name="schedule")
duban.add_typer(cli_audit.commands, name="audit")
duban.command("invite")(cli_invite.invite)
duban.command("status")(cli_status.status)
duban.command("simulate")(cli_simulate.simulate)
duban.command("understand")(cli_understand.understand)
duban.command("doctor")(cli_doctor.doctor)
duban.command("backup")(cli_backup.backup)
duban.command("restore")(cli_backup.restore)


@duban.callback()
def start() -> None:
    """Duban (督办): keeps the tasks of a government action plan reported on time."""


@duban.command()
def run(
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="ISO", help="Set the clock forward to this instant before anything starts."),
    ] = None,
    host: Annotated[str | None, typer.Option(help="Address to serve on (default: DUBAN_WEB_HOST).")] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="First port to try (default: DUBAN_WEB_PORT); 0: any free one."),
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser.")] = False,
) -> None:
    """Start the bot and serve until SIGINT (Ctrl+C) or SIGTERM. Without a channel's token: the local chat."""
    from app import running, settings

    running.run(settings.load(), as_of=as_of, host=host, port=port, browser=not no_browser)


def main() -> None:
    """The entry point `duban`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Chinese goes out whatever the locale says; half a character as its escape
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    duban(prog_name="duban")


if __name__ == "__main__":
    main()
