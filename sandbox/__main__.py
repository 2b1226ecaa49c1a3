"""Run the sandbox: `python -m sandbox --port 8095 --data DIR [--clock-file FILE] [--seed N]`."""

from __future__ import annotations

import socket
import sys
import threading
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import uvicorn

from reprise.clock import FileClock, SystemClock
from sandbox.server import build
from sandbox.state import State


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0 takes a free one.")
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), required=True, help="Where its state is kept."
)
@click.option("--clock-file", type=click.Path(dir_okay=False, path_type=Path), help="A file with the time to live in.")
@click.option("--seed", type=int, default=7, show_default=True, help="Decides the audience.")
@click.option("--zone", default="UTC", show_default=True, help="Where a new sandbox's audience lives (IANA name).")
@click.option("--until-stdin-closes", is_flag=True, help="End when standard input ends, as it does with the parent.")
def main(*, port: int, data: Path, clock_file: Path | None, seed: int, zone: str, until_stdin_closes: bool) -> None:
    """Serve a strict copy of X's API on 127.0.0.1, with an audience that reacts."""
    data.mkdir(parents=True, exist_ok=True)
    state = State(data)
    clock = FileClock(clock_file) if clock_file else SystemClock()
    config = uvicorn.Config(
        build(state, clock, seed, ZoneInfo(zone).key), log_level="critical", timeout_graceful_shutdown=2, lifespan="off"
    )
    server = uvicorn.Server(config)
    listener = socket.create_server(("127.0.0.1", port))
    if until_stdin_closes:
        threading.Thread(target=_end_with_stdin, args=(server,), daemon=True).start()
    click.echo(f"listening on http://127.0.0.1:{listener.getsockname()[1]}")
    sys.stdout.flush()
    try:
        server.run(sockets=[listener])
    finally:
        state.close()


def _end_with_stdin(server: uvicorn.Server) -> None:
    sys.stdin.buffer.read()
    server.should_exit = True


if __name__ == "__main__":
    main()
