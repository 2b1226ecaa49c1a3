"""`remake`: one part of a post, a script or one of its scenes anew, from the article and brief that are there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import click

from cli.commands.review import by_option, format_option
from cli.output import console
from cli.session import Session
from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.errors import NotFound
from reprise.sites import Site
from reprise.social.remaking import RemadePart
from reprise.video.presets import FORMATS

if TYPE_CHECKING:
    from resources.writers import Writer


@click.group()
def remake() -> None:
    """Make a part of a post, a script or a scene anew."""


@remake.command("post")
@click.argument("post_id")
@click.option("--part", type=click.Choice(get_args(RemadePart)), required=True, help="What to make anew.")
@click.pass_obj
def remake_post(session: Session, post_id: str, part: RemadePart) -> None:
    """Make a post's hashtags, or a whole thread or carousel, anew from the stored article and brief.

    What a person has changed, approved or scheduled is never rewritten.
    """
    from reprise.grounding import Source
    from reprise.grounding.posts import judged
    from reprise.models.trail import Purpose
    from reprise.social.pictures import draw_pictures
    from reprise.social.told.telling import Teller
    from reprise.social.writing import EXTRACTIVE
    from reprise.windows.preflight import draft_of

    post = session.store.posts.get(post_id)
    site = session.site(post.site)
    article = session.documents.read(Article, ["article"], post.article)
    brief = session.documents.read(Brief, ["brief"], post.article)
    purpose = Purpose(site=site.id, article=post.article, asset=f"{post.platform}/posts")
    models = session.models(site, purpose)
    made = Teller(models.text).remade(part, draft_of(post), article, brief, site)
    (draft,) = judged((made,), Source.of(article, brief, site))
    changed = session.store.posts.rewrite(post_id, draft, "run:remake")
    if draft.type == "carousel" and part == "carousel":
        drawn = draw_pictures([draft], article, brief, site, post.platform, session.media)[draft.id]
        changed = session.store.posts.attach_pictures(post_id, drawn, "run:remake") or changed
        session.store.usage.record("picture", session.media.made, site=site.id, article=article.key)
    answered = any(step.outcome in ("answered", "found") for step in models.trail)
    if changed and not answered:  # a model's calls are in the ledger already
        session.store.usage.record(part, 1, site=site.id, article=article.key)
    who = f" by {draft.writer}" if part != "hashtags" and draft.writer not in ("", EXTRACTIVE) else ""
    console.print(
        f"{post_id}: {part} made anew{who}." if changed else f"{post_id}: its {part} would be made the same again."
    )


@remake.command("script")
@click.argument("article")
@format_option
@click.pass_obj
def remake_script(session: Session, article: str, format_: str) -> None:
    """Write an article's script anew, heeding the notes of those that were rejected; it waits for its approval.

    What was rejected does not come again, and what a person has edited or approved stays in force.
    """
    from reprise.grounding import Source
    from reprise.grounding.scripts import findings_of_script

    found = _material(session, article, f"{format_}/script")
    site, scripts = found.site, session.store.scripts
    before = scripts.versions(article, format_)
    script = found.writer.script(
        found.article,
        found.brief,
        site,
        FORMATS[format_],
        words_per_minute=found.words_per_minute,
        earlier=scripts.attempts(article, format_),
    )
    _say_who(found.writer)
    said = findings_of_script(script, Source.of(found.article, found.brief, site))
    version = scripts.submit(script, origin=script.writer, auto_approve=site.automation.approve_scripts, findings=said)
    if all(version.id != known.id for known in before):
        _note_script(session, found)
        console.print(f"{article}: version {version.number} {version.state}. Read it: reprise scripts {article}")
        return
    console.print(
        f"{article}: the writer would write the same again (version {version.number}, {version.state}). "
        f'Say what is to be better: reprise reject {article} --notes "…"'
    )


@remake.command("scene")
@click.argument("article")
@click.argument("scene")
@click.option("--version", "number", type=int, help="Of this version, and not of the one that waits or is approved.")
@format_option
@by_option
@click.pass_obj
def remake_scene(session: Session, article: str, scene: str, number: int | None, format_: str, by: str) -> None:
    """Tell one scene of a script in another way, as a new version that waits for its approval.

    Nothing comes that any version has shown. The other scenes stay as they are.
    """
    from reprise.grounding import Source
    from reprise.grounding.scripts import findings_of_scene

    found, scripts = _material(session, article, f"{format_}/script"), session.store.scripts
    base = scripts.to_change(article, format_, number)
    made = found.writer.scene(
        found.article,
        found.brief,
        found.site,
        base.script,
        scene,
        words_per_minute=found.words_per_minute,
        earlier=scripts.attempts(article, format_),
    )
    _say_who(found.writer)
    said = findings_of_scene(made, Source.of(found.article, found.brief, found.site))
    version = scripts.replace_scene(article, format_, made, by, number=base.number, findings=said)
    _note_script(session, found)
    console.print(f"{article}: version {version.number} {version.state}, {scene} now says:")
    console.print(made.narration, markup=False)
    console.print(f"Approve it: reprise approve script {article} --version {version.number}")


@dataclass(frozen=True)
class _Material:
    """What a writer needs for an article."""

    article: Article
    brief: Brief
    site: Site
    writer: Writer
    words_per_minute: float


def _material(session: Session, key: str, asset: str) -> _Material:
    """`asset` is what it is for, as the ledger names it."""
    from reprise.models.trail import Purpose
    from resources.voices import open_voice
    from resources.writers import open_writer

    if key not in session.documents.partitions(["brief"]):
        raise NotFound("There is no brief of this article.", where=key, remedy=f"Make it: reprise run {key}")
    article = session.documents.read(Article, ["article"], key)
    brief = session.documents.read(Brief, ["brief"], key)
    site = session.site(article.site)
    rate = open_voice(site).words_per_minute(article.language)
    models = session.models(site, Purpose(site=site.id, article=key, asset=asset))
    return _Material(article, brief, site, open_writer(models), rate)


def _note_script(session: Session, found: _Material) -> None:
    """Note a script of the built-in writer's; what models wrote is in the ledger by the calls that it took."""
    if not any(step.outcome in ("answered", "found") for step in found.writer.trail):
        session.store.usage.record("script", 1, site=found.site.id, article=found.article.key)


def _say_who(writer: Writer) -> None:
    """Who was asked, and why somebody else had to do it; nothing where no model was."""
    for step in writer.trail:
        who = f"{step.provider} {step.model}".strip()
        why = f": {step.reason}" if step.reason else ""
        cost = f", ${step.usd:.4f}" if step.usd else ""
        console.print(f"{who} {step.outcome}{cost}{why}", markup=False)
