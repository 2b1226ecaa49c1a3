"""`remake`: one part of a post anew, from the article and brief that are there."""

from __future__ import annotations

from typing import get_args

import click

from cli.output import console
from cli.session import Session
from reprise.social.remaking import RemadePart


@click.group()
def remake() -> None:
    """Make a part of a post anew."""


@remake.command("post")
@click.argument("post_id")
@click.option("--part", type=click.Choice(get_args(RemadePart)), required=True, help="What to make anew.")
@click.pass_obj
def remake_post(session: Session, post_id: str, part: RemadePart) -> None:
    """Make a post's hashtags, or a whole thread or carousel, anew from the stored article and brief.

    What a person has changed, approved or scheduled is never rewritten.
    """
    from reprise.articles.article import Article
    from reprise.briefs.brief import Brief
    from reprise.social.pictures import draw_pictures
    from reprise.social.remaking import remade
    from reprise.windows.preflight import draft_of

    post = session.store.posts.get(post_id)
    site = session.site(post.site)
    article = session.documents.read(Article, ["article"], post.article)
    brief = session.documents.read(Brief, ["brief"], post.article)
    draft = remade(part, draft_of(post), article, brief, site)
    changed = session.store.posts.rewrite(post_id, draft, "run:remake")
    if draft.type == "carousel" and part == "carousel":
        drawn = draw_pictures([draft], article, brief, site, post.platform, session.media)[draft.id]
        changed = session.store.posts.attach_pictures(post_id, drawn, "run:remake") or changed
        session.store.usage.record("picture", session.media.made, site=site.id, article=article.key)
    if changed:
        session.store.usage.record(part, 1, site=site.id, article=article.key)
    console.print(
        f"{post_id}: {part} made anew." if changed else f"{post_id}: its {part} would be made the same again."
    )
