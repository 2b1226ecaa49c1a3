"""What people decide: approve, reject, edit and cancel. From then on no run undoes it."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from cli.output import console
from cli.session import Session
from reprise.errors import BadInput
from reprise.social.rules import PLATFORMS
from reprise.store.records import SceneEdit
from reprise.video.presets import FORMATS
from reprise.windows.preflight import text_faults


def _me() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"


by_option = click.option("--by", default=_me, show_default="your user name", help="Who decides; kept in the history.")
format_option = click.option(
    "--format", "format_", type=click.Choice(list(FORMATS)), default="short", show_default=True
)


@click.group()
def approve() -> None:
    """Approve posts or a script."""


despite_option = click.option(
    "--despite-findings", is_flag=True, help="Though it says what the article does not; kept in the history as yours."
)


@approve.command("post")
@click.argument("ids", nargs=-1, required=True)
@despite_option
@by_option
@click.pass_obj
def approve_post(session: Session, ids: tuple[str, ...], despite_findings: bool, by: str) -> None:
    """Approve posts exactly as they are; they get their times from the next look at the queue."""
    approved = (session.store.posts.approve(post_id, by, despite_findings=despite_findings) for post_id in ids)
    for post in approved:
        console.print(f"{post.id}: {post.state}")


@approve.command("script")
@click.argument("articles", nargs=-1, required=True)
@click.option("--version", "number", type=int, help="This version, for instance a rejected one, and not the newest.")
@despite_option
@format_option
@by_option
@click.pass_obj
def approve_script(
    session: Session, articles: tuple[str, ...], number: int | None, despite_findings: bool, format_: str, by: str
) -> None:
    """Approve scripts; their films can then be produced."""
    for article in articles:
        version = session.store.scripts.approve(article, format_, by, number=number, despite_findings=despite_findings)
        console.print(f"{article}: version {version.number} {version.state}")


@click.command()
@click.argument("article")
@click.option("--notes", required=True, help="What is to be better in the next version.")
@click.option("--version", "number", type=int, help="This version, and not the one that waits.")
@format_option
@by_option
@click.pass_obj
def reject(session: Session, article: str, notes: str, number: int | None, format_: str, by: str) -> None:
    """Reject an article's script with notes, which whoever writes the next version is given.

    The built-in writer understands: shorter, longer, another hook, other points, without the first scene, without
    point-2, and words in quotes that are not to be used (not "cheap"). Whatever else it is told, it opens and chooses
    in another way.
    """
    from reprise.video.writing.notes import read_note

    version = session.store.scripts.reject(article, format_, by, notes, number=number)
    console.print(f"{article}: version {version.number} {version.state}")
    heeded = str(read_note(notes, version.script)) or "another hook; other points"
    console.print(f"The built-in writer's next one: {heeded}.", markup=False)
    console.print(f"Write it: reprise remake script {article}" + (f" --format {format_}" if format_ != "short" else ""))


@click.group()
def edit() -> None:
    """Change a post's text or a scene of a script."""


@edit.command("post")
@click.argument("post_id")
@click.option("--text", "texts", multiple=True, help="The new text; once for each part of a thread.")
@click.option("--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Read it from here.")
@click.option("--anyway", is_flag=True, help="Keep it though it breaks a rule of the platform.")
@by_option
@click.pass_obj
def edit_post(session: Session, post_id: str, texts: tuple[str, ...], path: Path | None, anyway: bool, by: str) -> None:
    """Change a post's text. It is yours from then on: no run rewrites it.

    An approved post stays approved: whoever edits it has seen it.
    """
    if (path is None) == (not texts):
        raise click.UsageError("Give the text with --text or --file.")
    wanted = (path.read_text(encoding="utf-8").strip(),) if path else texts
    found = text_faults(session.store.posts.get(post_id), wanted)
    if found and not anyway:
        raise BadInput(" ".join(found), where=f"post {post_id}", remedy="Mend the text, or keep it with --anyway.")
    post = session.store.posts.edit(post_id, by, texts=wanted)
    console.print(f"{post.id}: edited, {post.state}")


@edit.command("scene")
@click.argument("article")
@click.argument("scene")
@click.option("--narration", help="What is said.")
@click.option("--on-screen", help="The few words drawn over the picture.")
@format_option
@by_option
@click.pass_obj
def edit_scene(
    session: Session, article: str, scene: str, narration: str | None, on_screen: str | None, format_: str, by: str
) -> None:
    """Change one scene of a script, as a new version that waits for its approval."""
    if narration is None and on_screen is None:
        raise click.UsageError("Give --narration or --on-screen.")
    edits = {scene: SceneEdit(narration=narration, on_screen=on_screen)}
    version = session.store.scripts.edit(article, format_, edits, by)
    console.print(f"{article}: version {version.number} {version.state}. Approve it: reprise approve script {article}")


@click.command()
@click.argument("ids", nargs=-1, required=True)
@click.option("--undo", is_flag=True, help="Make cancelled or failed posts drafts again.")
@by_option
@click.pass_obj
def cancel(session: Session, ids: tuple[str, ...], undo: bool, by: str) -> None:
    """Cancel posts that have not been sent."""
    change = session.store.posts.restore if undo else session.store.posts.cancel
    for post in (change(post_id, by) for post_id in ids):
        console.print(f"{post.id}: {post.state}")


@click.command()
@click.argument("post_id")
@click.option("--published", "address", metavar="URL", help="It is on the platform, at this address.")
@click.option("--id", "remote_ids", multiple=True, help="The platform's id of it; once for each part of a thread.")
@click.option("--again", is_flag=True, help="It is not there: send it again, now.")
@by_option
@click.pass_obj
def settle(
    session: Session, post_id: str, address: str | None, remote_ids: tuple[str, ...], again: bool, by: str
) -> None:
    """Say what became of a held post, after a look at the account.

    Its link carries its id as utm_content, so it can be found there.
    """
    if again == bool(address):
        raise click.UsageError("Say either --published URL or --again.")
    posts = session.store.posts
    if again:
        zone = session.site(posts.get(post_id).site).timezone
        post = posts.schedule(post_id, session.clock.now(), zone, f"{by} has looked at the account", by)
    else:
        if not remote_ids:
            raise click.UsageError("Give the platform's --id, so that its engagement can be read.")
        post = posts.publish_succeeded(post_id, remote_ids, address, by=by)
    console.print(f"{post.id}: {post.state}")


@click.command()
@click.argument("ids", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@by_option
@click.pass_obj
def delete(session: Session, ids: tuple[str, ...], yes: bool, by: str) -> None:
    """Take published posts off their platform. A platform that lets only people delete says so."""
    for post in [session.store.posts.get(post_id) for post_id in ids]:
        if not yes:
            click.confirm(f"Delete {post.id} from {PLATFORMS[post.platform].title} ({post.url})?", abort=True)
        client = session.clients.open(session.site(post.site), post.platform, post.account)
        try:
            client.delete(post.remote_ids)
        finally:
            client.close()
        taken = session.store.posts.taken_off(post.id, by)
        console.print(f"{taken.id}: {taken.state}, taken off {PLATFORMS[post.platform].title}")
