"""`reprise`: for people and scripts. Every command works on the installation that `REPRISE_HOME` names."""

from __future__ import annotations

import sys

import click

from cli.commands.accounts import accounts, disconnect
from cli.commands.analysis import best_times
from cli.commands.articles import ingest, run
from cli.commands.clean import clean_media
from cli.commands.connect import connect
from cli.commands.costs import costs
from cli.commands.doctor import doctor
from cli.commands.estimate import estimate
from cli.commands.evaluate import evaluate
from cli.commands.notify import notify
from cli.commands.posts import posts, queue
from cli.commands.publish import publish
from cli.commands.remake import remake
from cli.commands.review import approve, cancel, delete, edit, reject, settle
from cli.commands.scheduling import publish_now, reschedule, schedule
from cli.commands.scripts import scripts, videos
from cli.commands.ui import ui
from cli.commands.video import video
from cli.commands.voices import voices
from cli.output import errors
from cli.session import Session
from reprise.errors import RepriseError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="reprise")
@click.pass_context
def reprise(context: click.Context) -> None:
    """Plays every published article again: as social posts and short films.

    Articles are named by their key (see `reprise posts`), sites by the name of their file under sites/.
    """
    context.obj = Session()


for command in (
    ingest,
    run,
    estimate,
    costs,
    evaluate,
    posts,
    scripts,
    videos,
    video,
    queue,
    approve,
    reject,
    edit,
    remake,
    schedule,
    publish,
    publish_now,
    reschedule,
    cancel,
    delete,
    settle,
    connect,
    accounts,
    disconnect,
    best_times,
    notify,
    clean_media,
    voices,
    doctor,
    ui,
):
    reprise.add_command(command)


def main() -> None:
    """Run the command line; an error that somebody can act on is one line and exit code 1."""
    try:
        reprise(standalone_mode=True)
    except RepriseError as error:
        errors.print(f"[red]Error:[/] {error}", soft_wrap=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
