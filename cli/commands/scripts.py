"""`scripts` lists and shows scripts, `videos` the finished films."""

from __future__ import annotations

import click

from cli.output import console, json_option, show
from cli.session import Session
from reprise.video.presets import FORMATS, PRESETS
from reprise.video.products import Render


@click.command()
@click.argument("article", required=False)
@json_option
@click.pass_obj
def scripts(session: Session, article: str | None, as_json: bool) -> None:
    """List scripts, or show an article's scene by scene."""
    keys = [article] if article else [known.key for known in session.store.articles.list()]
    versions = [v for key in keys for fmt in FORMATS if (v := session.store.scripts.current(key, fmt))]
    if article and versions and not as_json:
        for version in versions:
            console.print(f"[bold]{version.script.title}[/]  version {version.number}, {version.state}")
            for scene in version.script.scenes:
                console.print(f"\n[bold]{scene.id}[/] {scene.seconds:.1f} s, {scene.cue.kind}: {scene.on_screen}")
                console.print(scene.narration, markup=False)
        return
    rows = [
        {
            "article": version.article,
            "format": version.format,
            "version": version.number,
            "state": version.state,
            "seconds": version.script.seconds,
            "title": version.script.title,
            "scenes": [scene.model_dump(mode="json") for scene in version.script.scenes],
        }
        for version in versions
    ]
    columns = ("article", "format", "version", "state", "seconds", "title")
    show(rows, columns, as_json=as_json, empty="No scripts yet: reprise run")


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
