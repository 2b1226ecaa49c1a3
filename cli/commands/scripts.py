"""`scripts` lists and shows scripts, `videos` the finished films."""

from __future__ import annotations

import click
from rich.markup import escape

from cli.output import console, json_option, show
from cli.session import Session
from reprise.errors import NotFound
from reprise.store.records import ScriptVersion
from reprise.video.presets import FORMATS, PRESETS
from reprise.video.products import Render


@click.command()
@click.argument("article", required=False)
@click.option("--version", "number", type=int, help="This version of the article's script, and not the one in force.")
@click.option("--history", is_flag=True, help="All versions with what was decided on them.")
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), help="Only scripts of this format.")
@json_option
@click.pass_obj
def scripts(
    session: Session, article: str | None, number: int | None, history: bool, format_: str | None, as_json: bool
) -> None:
    """List scripts, or show an article's scene by scene."""
    if article is None and (history or number is not None):
        raise click.UsageError("Name the article whose versions you mean.")
    formats = [format_] if format_ else list(FORMATS)
    keys = [article] if article else [known.key for known in session.store.articles.list()]
    if history:
        every = [version for fmt in formats for version in session.store.scripts.versions(keys[0], fmt)]
        told = ("format", "version", "state", "by", "decided", "notes", "title")
        show([_decided(version) for version in every], told, as_json=as_json, empty="No scripts yet: reprise run")
        return
    versions = [v for key in keys for fmt in formats if (v := _version(session, key, fmt, number))]
    if number is not None and not versions:
        raise NotFound(f"It has no version {number}.", where=str(article), remedy="See them with --history.")
    if article and versions and not as_json:
        for version in versions:
            _print(version)
        return
    columns = ("article", "format", "version", "state", "seconds", "title")
    show([_row(version) for version in versions], columns, as_json=as_json, empty="No scripts yet: reprise run")


def _version(session: Session, article: str, format_: str, number: int | None) -> ScriptVersion | None:
    if number is None:
        return session.store.scripts.current(article, format_)
    return next((v for v in session.store.scripts.versions(article, format_) if v.number == number), None)


def _print(version: ScriptVersion) -> None:
    script = version.script
    length = f"{script.seconds:.0f} of {script.target_seconds:.0f} s"
    console.print(
        f"[bold]{escape(script.title)}[/]  {script.format}, version {version.number}, {version.state}, {length}"
    )
    if version.notes:
        console.print(f"Notes: {version.notes}", markup=False)
    for finding in version.findings:
        console.print(f"Not in the article ({finding.kind}): {finding}", markup=False, style="red")
    for scene in script.scenes:
        if scene.chapter:
            console.print(f"\n[bold]# {escape(scene.chapter)}[/]")
        speaker = f" {scene.speaker}" if scene.speaker else ""
        shown = f"{scene.cue.kind}: {scene.on_screen}"
        console.print(f"\n[bold]{scene.id}[/]{speaker} {scene.seconds:.1f} s, {escape(shown)}")
        console.print(scene.narration, markup=False)


def _row(version: ScriptVersion) -> dict[str, object]:
    return {
        "article": version.article,
        "format": version.format,
        "version": version.number,
        "state": version.state,
        "seconds": version.script.seconds,
        "title": version.script.title,
        "notes": version.notes,
        "findings": [finding.record() for finding in version.findings],
        "scenes": [scene.model_dump(mode="json") for scene in version.script.scenes],
    }


def _decided(version: ScriptVersion) -> dict[str, object]:
    return {
        "format": version.format,
        "version": version.number,
        "state": version.state,
        "by": version.decided_by or version.origin,
        "decided": version.decided_at.isoformat(timespec="minutes") if version.decided_at else "",
        "notes": version.notes or "",
        "title": version.script.title,
    }


@click.command()
@click.option("--article", help="Only this article's.")
@json_option
@click.pass_obj
def videos(session: Session, article: str | None, as_json: bool) -> None:
    """List the finished films."""
    rows = []
    for preset in PRESETS:
        for key in session.documents.partitions([preset, "render"]):
            if article in (None, key):
                render = session.documents.read(Render, [preset, "render"], key)
                rows.append(
                    {
                        "article": key,
                        "preset": preset,
                        "seconds": render.media.seconds,
                        "size": f"{render.media.width}×{render.media.height}",
                        "MB": render.media.bytes / 1e6,
                        "file": str(session.settings.media / render.media.key),
                    }
                )
    columns = ("article", "preset", "seconds", "size", "MB", "file")
    show(rows, columns, as_json=as_json, empty="No films yet: reprise run --through films")
