"""What making films and posts of articles will take, from what is there of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cli.output import spoken
from cli.production import is_current
from cli.session import Session
from reprise.articles.article import Article
from reprise.articles.parsing import parse
from reprise.briefs.brief import Brief
from reprise.errors import BadInput, NotFound, RepriseError
from reprise.models.estimates import summed
from reprise.sites import Site
from reprise.store.articles import KnownArticle
from reprise.video.estimates import Estimate, State, estimate, measured_rate
from reprise.video.presets import FORMATS, PRESETS
from reprise.video.products import Render
from reprise.video.script import Script

if TYPE_CHECKING:
    from resources.surveying import Priced, Survey

POSTS = "posts"
"""Stands in the place of a format for an article's posts."""
_STATES: dict[str, State] = {"approved": "to make", "waiting": "to review"}


def estimates(session: Session, chosen: Sequence[KnownArticle]) -> list[Priced]:
    """An estimate for every format that an article's site makes, and for posts that models will write."""
    rate = measured_rate(_renders(session))
    found: list[Priced] = []
    for known in chosen:
        site = session.site(known.site)
        if not session.store.posts.find(article=known.key, limit=1):
            found += filter(None, [_posts(session, known, site)])
        found += [_film(session, known, fmt, rate, site) for fmt in site.formats]
    return found


def in_all(found: Sequence[Priced]) -> str:
    """The sum of estimates in words."""
    due = [each for each in found if each.state != "made"]
    if not due:
        return "Nothing is left to be made."
    scripts = [each for each in due if each.format != POSTS]
    films = sum(len(each.presets) for each in scripts)
    minutes, work = sum(each.film for each in due) / 60, sum(each.work for each in due)
    size, credits_ = sum(each.bytes for each in due) / 1e9, sum(each.credits for each in due)
    said = (
        f"{len(scripts)} scripts, {films} films, {minutes:.1f} minutes of film: about {spoken(work)} of work on this "
        f"machine, {size:.2f} GB, {credits_:.0f} credits"
    )
    paid = summed(expense for each in due for expense in each.expenses)
    if not paid:
        return f"{said}."
    usd = sum(each.usd for each in paid)
    by = ", ".join(f"{each.task} {each.usd:.4f} ({each.provider})" for each in paid if each.usd > 0)
    return f"{said}, {usd:.4f} USD{f': {by}' if by else ''}."


def _posts(session: Session, known: KnownArticle, site: Site) -> Priced | None:
    """Posts that models will write; None where the built-in writer does."""
    survey = _survey(session, site)
    article, brief = _material(session, known)
    if survey is None or article is None:
        return None
    from resources.surveying import posts, priced

    posts(survey, article, brief)
    if not survey.expenses and not survey.unknown:
        return None
    built_in = sum(each.instead for each in survey.expenses)
    return priced(Estimate(known.key, known.title, POSTS, "to write", (), 0.0, 0.0, 0.0, built_in), survey)


def _film(session: Session, known: KnownArticle, fmt: str, rate: float | None, site: Site) -> Priced:
    from resources.surveying import priced

    version = session.store.scripts.current(known.key, fmt)
    state: State = _STATES.get(version.state, "to write") if version else "to write"
    if state == "to make" and is_current(session, known.key, fmt):
        state = "made"
    script = version.script if version else None
    plain = estimate(known.key, known.title, fmt, script, site, state=state, rate=rate)
    return priced(plain, None if state == "made" else _surveyed(session, known, site, fmt, script))


def _surveyed(session: Session, known: KnownArticle, site: Site, fmt: str, script: Script | None) -> Survey | None:
    """What models will be asked for the films of a format; None where none is, or there is nothing to tell yet."""
    survey = _survey(session, site)
    article, brief = _material(session, known)
    if survey is None or article is None:
        return None
    from resources.surveying import brief_of, film
    from resources.voices import open_voice

    words = open_voice(site).words_per_minute(article.language)
    try:
        film(survey, article, brief or brief_of(article), FORMATS[fmt], script, words)
    except BadInput:  # not enough for a film: the format's own estimate says what it would be
        return None
    return survey


def _survey(session: Session, site: Site) -> Survey | None:
    from resources.surveying import open_survey

    return open_survey(site, store=session.store, media=session.media, clock=session.clock)


def _material(session: Session, known: KnownArticle) -> tuple[Article | None, Brief | None]:
    """The article and its brief as far as it is written; one that was never prepared is read now."""
    find = session.documents.find
    try:
        article, brief = find(Article, ["article"], known.key), find(Brief, ["brief"], known.key)
    except (NotFound, BadInput):  # of an earlier version
        article, brief = None, None
    return article or _read(session, known), brief


def _read(session: Session, known: KnownArticle) -> Article | None:
    """The article as its source has it; None where that cannot be had, which its run will say."""
    site = session.site(known.site)
    try:
        raw = session.source(site).read(known.reference)
        return parse(raw, site, key=known.key, now=session.clock.now())
    except RepriseError:
        return None


def _renders(session: Session) -> Iterator[Render]:
    for preset in PRESETS:
        for key in session.documents.partitions([preset, "render"]):
            try:
                yield session.documents.read(Render, [preset, "render"], key)
            except (NotFound, BadInput):  # of an earlier version
                continue
