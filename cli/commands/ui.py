"""`ui` opens the Dagster UI with its daemon on this machine."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path

import click

from cli.output import console
from cli.session import Session, prepare_dagster_home
from resources.settings import CHECKOUT


@click.command()
@click.option("--port", default=3000, show_default=True)
@click.pass_obj
def ui(session: Session, port: int) -> None:
    """Open the Dagster UI on http://127.0.0.1:3000 with its daemon; end both with Ctrl-C.

    Sensors and schedules are switched off until you switch them on there. After `make demo` the sandbox of X runs too.
    """
    import subprocess

    prepare_dagster_home(session.settings)
    with ExitStack() as stack:
        if (session.settings.home / "sandbox").is_dir() and "REPRISE_X_URL" not in os.environ:
            from sandbox.process import SandboxProcess

            sandbox = stack.enter_context(
                SandboxProcess(session.settings.home / "sandbox", clock_file=session.settings.clock_file)
            )
            os.environ["REPRISE_X_URL"], os.environ["REPRISE_X_TOKEN"] = sandbox.url, sandbox.token
            console.print(f"The sandbox of X answers at {sandbox.url}.")
        console.print(f"Dagster's UI opens at http://127.0.0.1:{port}")
        command = [str(Path(sys.executable).with_name("dg")), "dev", "--host", "127.0.0.1", "--port", str(port)]
        try:
            sys.exit(subprocess.run(command, cwd=CHECKOUT, check=False).returncode)
        except KeyboardInterrupt:
            console.print("Ended.")
