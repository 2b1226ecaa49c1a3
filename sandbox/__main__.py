"""Run the sandbox: `python -m sandbox --port 8095 --data DIR [--platforms x,linkedin] [--clock-file FILE]`."""

from __future__ import annotations

import socket
import sys
import threading
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import uvicorn

from reprise.clock import FileClock, SystemClock
from sandbox.kit import Kit, Tokens
from sandbox.platforms import PLAYED, there
from sandbox.server import build


def _names(context: click.Context, parameter: click.Parameter, value: str | None) -> list[str]:
    del context, parameter
    names = [name.strip() for name in value.split(",")] if value else there()
    unknown = sorted(set(names) - set(PLAYED))
    if unknown:
        raise click.BadParameter(f"{unknown[0]!r} is not played; there are {', '.join(there())}.")
    return names


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0 takes a free one.")
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), required=True, help="Where its state is kept."
)
@click.option("--platforms", callback=_names, help="Which to play, with commas between them; all by default.")
@click.option("--clock-file", type=click.Path(dir_okay=False, path_type=Path), help="A file with the time to live in.")
@click.option("--seed", type=int, default=7, show_default=True, help="Decides the audience.")
@click.option("--zone", default="UTC", show_default=True, help="Where the first accounts' audience lives (IANA name).")
@click.option(
    "--media",
    type=click.Path(file_okay=False, path_type=Path),
    help="A media store whose files are served below /_media, for platforms that fetch them.",
)
@click.option("--until-stdin-closes", is_flag=True, help="End when standard input ends, as it does with the parent.")
def main(
    *,
    port: int,
    data: Path,
    platforms: list[str],
    clock_file: Path | None,
    seed: int,
    zone: str,
    media: Path | None,
    until_stdin_closes: bool,
) -> None:
    """Serve strict copies of the platforms' APIs on 127.0.0.1, each below its name, with an audience that reacts."""
    data.mkdir(parents=True, exist_ok=True)
    clock = FileClock(clock_file) if clock_file else SystemClock()
    tokens = Tokens(data, clock)
    app = build(Kit(data, clock, seed, tokens, ZoneInfo(zone).key), platforms, media)
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=2, lifespan="on"))
    listener = socket.create_server(("127.0.0.1", port))
    if until_stdin_closes:
        threading.Thread(target=_end_with_stdin, args=(server,), daemon=True).start()
    click.echo(f"listening on http://127.0.0.1:{listener.getsockname()[1]}")
    sys.stdout.flush()
    try:
        server.run(sockets=[listener])
    finally:
        tokens.close()


def _end_with_stdin(server: uvicorn.Server) -> None:
    sys.stdin.buffer.read()
    server.should_exit = True


if __name__ == "__main__":
    main()
