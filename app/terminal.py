"""What a person at a terminal sees: tables, and a progress bar while they watch."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import typer

WIDE = 200  # columns where nobody watches: a table in a file is not folded


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None) -> None:
    """Print a table; its cells are text, never markup."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(title=title, box=SIMPLE, title_justify="left", pad_edge=False)
    for head in heads:
        drawn.add_column(head, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(str(cell)) for cell in row))
    Console(width=None if sys.stdout.isatty() else WIDE).print(drawn)


@contextmanager
def bar(title: str, whole: float) -> Iterator[tuple[Callable[[float], None], Callable[[str], None]]]:
    """A progress bar on stderr while a person watches it. Gives (how far we are, print a line above the bar)."""
    if not sys.stderr.isatty():
        yield lambda _: None, typer.echo
        return
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task(title, total=whole)

        def line(text: str) -> None:
            if sys.stdout.isatty():  # the same screen: rich keeps the bar below
                console.print(text, markup=False, highlight=False)
            else:
                typer.echo(text)

        yield lambda done: progress.update(task, completed=done), line
