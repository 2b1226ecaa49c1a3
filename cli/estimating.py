"""What making films and posts of articles will take, from what is there of each."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from cli.output import spoken
from cli.production import is_current
from cli.session import Session
from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.errors import BadInput, NotFound
from reprise.models.estimates import Expense, summed
from reprise.models.trail import Purpose
from reprise.sites import Site
from reprise.store.articles import KnownArticle
from reprise.video.estimates import Estimate, State, estimate, measured_rate
from reprise.video.presets import FORMATS, PRESETS
from reprise.video.products import Render
from reprise.video.script import Script

if TYPE_CHECKING:
    from resources.surveying import Survey

POSTS = "posts"
"""Stands in the place of a format for an article's posts."""
_STATES: dict[str, State] = {"approved": "to make", "waiting": "to review"}


@dataclass(frozen=True)
class Priced(Estimate):
    """An estimate with what models will cost: `usd` in all, `expenses` by task, and what has no price."""

    usd: float = 0.0
    expenses: tuple[Expense, ...] = ()
    unknown: tuple[str, ...] = ()


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
    from resources.surveying import posts

    posts(survey, article, brief)
    if not survey.expenses and not survey.unknown:
        return None
    plain = Estimate(known.key, known.title, POSTS, "to write", (), 0.0, 0.0, 0.0, 0.0)
    credits_ = sum(each.credits for each in survey.expenses)
    return _priced(plain, survey, round(credits_, 1))


def _film(session: Session, known: KnownArticle, fmt: str, rate: float | None, site: Site) -> Priced:
    version = session.store.scripts.current(known.key, fmt)
    state: State = _STATES.get(version.state, "to write") if version else "to write"
    if state == "to make" and is_current(session, known.key, fmt):
        state = "made"
    script = version.script if version else None
    plain = estimate(known.key, known.title, fmt, script, site, state=state, rate=rate)
    survey = None if state == "made" else _surveyed(session, known, site, fmt, script)
    if survey is None:
        return _priced(plain, None, plain.credits)
    more = sum(each.credits - each.instead for each in survey.expenses)
    return _priced(plain, survey, round(plain.credits + more, 1))


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
    """A survey of the site's models; None where it has none that could be asked."""
    from resources.models.endpoints import available
    from resources.models.gate import Gate
    from resources.surveying import Survey
    from resources.voices import is_paid

    env = os.environ
    speaks = any(is_paid(site, name.partition(":")[0]) for name in site.films.voice)
    if not speaks and not site.models.pictures and not available(site, "text", env):
        return None
    gate = Gate(session.store, session.media, session.clock, site, Purpose(site=site.id))
    return Survey(site, gate, env, session.store.usage.experience())


def _material(session: Session, known: KnownArticle) -> tuple[Article | None, Brief | None]:
    """The article and its brief as far as they are read and written."""
    find = session.documents.find
    try:
        return find(Article, ["article"], known.key), find(Brief, ["brief"], known.key)
    except (NotFound, BadInput):  # of an earlier version
        return None, None


def _priced(plain: Estimate, survey: Survey | None, credits_: float) -> Priced:
    values = {each.name: getattr(plain, each.name) for each in fields(plain)} | {"credits": credits_}
    if survey is None:
        return Priced(**values)
    expenses = summed(survey.expenses)
    unknown = tuple(dict.fromkeys(survey.unknown))
    return Priced(**values, usd=round(sum(each.usd for each in expenses), 6), expenses=expenses, unknown=unknown)


def _renders(session: Session) -> Iterator[Render]:
    for preset in PRESETS:
        for key in session.documents.partitions([preset, "render"]):
            try:
                yield session.documents.read(Render, [preset, "render"], key)
            except (NotFound, BadInput):  # of an earlier version
                continue
