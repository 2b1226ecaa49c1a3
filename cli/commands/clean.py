"""`clean`: what the nightly housekeeping does, now or as a preview."""

from __future__ import annotations

import click

from cli.output import console
from cli.session import Session
from reprise.housekeeping import LEAST_DAYS, clean, referenced


@click.command("clean")
@click.option(
    "--days",
    type=click.FloatRange(min=LEAST_DAYS),
    help="How long a piece must not have been used. [default: REPRISE_MEDIA_DAYS, else 30]",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@click.pass_obj
def clean_media(session: Session, days: float | None, dry_run: bool) -> None:
    """Remove media that no document and no post refers to any more, and count calls to providers as in doubt that were
    left by a process a day ago."""
    keep = referenced(session.settings.documents, session.store)
    done = clean(session.media, keep, days=days or session.settings.media_days, dry_run=dry_run)
    lost = 0 if dry_run else session.store.calls.write_off()
    if lost:
        console.print(f"{lost} calls to providers were left by processes that died: they are in doubt (reprise costs).")
    console.print(f"Would be so: {done}" if dry_run else str(done))
