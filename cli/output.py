"""How commands speak: tables for people, JSON for scripts, one line for an error, progress for what takes long."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import click
from rich.cells import cell_len
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from reprise.model import Document

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)
F = TypeVar("F", bound=Callable[..., Any])
_NARROW = 16
"""Cells up to so wide are never broken."""


def json_option(command: F) -> F:
    """Adds `--json`, as every listing has it."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")(command)


def show(rows: Sequence[dict[str, Any]], columns: Sequence[str], *, as_json: bool, empty: str) -> None:
    """A listing: all fields as JSON, or the named columns as a table; `empty` says what no rows mean."""
    if as_json:
        sys.stdout.write(json.dumps(list(rows), ensure_ascii=False, indent=1, default=plain) + "\n")
        return
    if not rows:
        console.print(empty)
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    cells = [[_cell(row.get(column)) for column in columns] for row in rows]
    for column, *listed in zip(columns, *cells, strict=True):
        longest = max(map(cell_len, (column, *listed)))
        if longest <= _NARROW:  # names and numbers stay whole, words make room
            table.add_column(column, no_wrap=True, min_width=longest)
        else:
            table.add_column(column)
    for row_cells in cells:
        table.add_row(*row_cells)
    console.print(table)


def spoken(seconds: float) -> str:
    """A length of time as people say it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def plain(value: Any) -> Any:
    """JSON for what JSON does not know."""
    if isinstance(value, Document):
        return value.model_dump(mode="json")
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, float):
        return f"{value:.2f}"
    return str(value).replace("[", "\\[")


_detail: list[Callable[[str], None]] = []
"""What shows how far the present piece is, while there is a bar."""


def detail(text: str) -> None:
    """Say how far the piece is that is being made, where people can see it."""
    for show_it in _detail:
        show_it(text)


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[str], None]]:
    """A bar on the terminal, plain lines elsewhere. Call the result with the name of each piece when it begins."""
    if not console.is_terminal:
        began = iter(range(1, total + 1))

        def announce(name: str) -> None:
            errors.print(f"{what} {next(began, total)}/{total}: {name}", markup=False)

        yield announce
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=errors, transient=True) as bar:
        task = bar.add_task(what, total=total)
        started = 0

        called = ""

        def advance(name: str) -> None:
            nonlocal started, called
            called = f"{what}: {name[:50]}"
            bar.update(task, completed=started, description=called)
            started += 1

        _detail.append(lambda text: bar.update(task, description=f"{called} ({text})"))
        try:
            yield advance
        finally:
            _detail.pop()


@contextmanager
def share_progress(what: str) -> Iterator[Callable[[str, float], None]]:
    """A bar on the terminal for one long piece of work. Call the result with what is being done and its share, 0–1."""
    if not console.is_terminal:
        yield lambda doing, done: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=errors, transient=True) as bar:
        task = bar.add_task(what, total=1.0)
        yield lambda doing, done: bar.update(task, completed=done, description=f"{what}: {doing}")
