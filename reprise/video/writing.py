"""The script of a short film, written out of the article's own sentences.

A hook, an introduction, three to six points and a call to action, chosen so that they fill the target length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from urllib.parse import urlsplit

import emoji

from reprise.articles.article import Article, Place
from reprise.briefs.brief import Brief
from reprise.briefs.kinds import COUNTED_TITLE
from reprise.briefs.language import base, is_spaceless, spoken_seconds, word_count
from reprise.briefs.quotes import STRONG
from reprise.briefs.standalone import is_clean, judge_text, leans_back, length_prior
from reprise.errors import BadInput
from reprise.sites import Site
from reprise.video.presets import Format
from reprise.video.script import Cue, Scene, Script, Section
from reprise.video.writing_cues import Shots, first_on_screen, is_on_screen, statistic_on_screen
from reprise.video.writing_fit import Chosen, fit
from reprise.video.writing_speech import finished, speakable, without_number
from reprise.video.writing_units import Material, Unit, answer_only, units, without_more
from reprise.video.writing_words import film_words

WRITER = "extractive 2"
AIR_SECONDS = 0.6  # silence around each scene's words
TOLERANCE = 0.10
_AIM = 0.08  # planned a little inside the tolerance
POINTS = (3, 6)
_HOOK_WORDS, _INTRODUCTION_WORDS = 14, 22


@dataclass(frozen=True)
class _Opening:
    """A scene that is no point: what it says, shows and came from."""

    narration: str
    cue: Cue
    on_screen: str
    written: frozenset[str]
    places: tuple[Place, ...]
    value: float = 0.0


@dataclass(frozen=True)
class _Plan:
    """The scenes of a film before they are dressed, and their planned length together."""

    hook: _Opening
    introduction: _Opening | None
    points: tuple[Chosen, ...]
    closing: _Opening
    seconds: float


def write_script(article: Article, brief: Brief, site: Site, fmt: Format, *, words_per_minute: float) -> Script:
    """A script within ±10 % of the target length, or as long as the article has words for.

    Raises `BadInput` when that is less than the format's shortest film.
    """
    target = _target(site, fmt)
    material = Material.of(article, brief)
    plan = _plan(material, site, fmt, target, words_per_minute)
    if not _is_within(plan.seconds, target, fmt) or not plan.points:
        wider = Material.of(article, brief, at_need=True)
        other = _plan(wider, site, fmt, target, words_per_minute)
        if abs(other.seconds - target) < abs(plan.seconds - target):
            material, plan = wider, other
    if plan.points and fmt.seconds[0] <= plan.seconds:
        return _script(material, site, fmt, plan, target=target, words_per_minute=words_per_minute)
    missing = (fmt.seconds[0] - plan.seconds) * words_per_minute / 60
    words = word_count(article.text, article.language)
    raise BadInput(
        f"A film of this article would last {plan.seconds:.0f} seconds ({words} words are written); "
        f"a {fmt.title.lower()} needs {fmt.seconds[0]:.0f}.",
        where=article.key,
        remedy=f"Write about {ceil(max(1.0, missing) / 10) * 10} words more in whole sentences, or make no film of it.",
    )


def _plan(material: Material, site: Site, fmt: Format, target: float, words_per_minute: float) -> _Plan:
    """The first hook and introduction that leave points for the right length, else what comes nearest to it."""
    language = material.article.language

    def seconds(text: str) -> float:
        return _seconds(text, language, words_per_minute)

    pool = units(material)
    closing = _closing(material.article, site)
    nearest: _Plan | None = None
    for hook in _hooks(material, pool):
        for introduction in _introductions(material, pool, hook):
            fixed = sum(seconds(scene.narration) for scene in (hook, introduction, closing) if scene)
            points = fit(
                _unused(pool, hook, introduction),
                lambda option: seconds(_told(option, language)),
                target=target - fixed,
                window=_window(target, fmt, fixed),
                count=POINTS,
            )
            total = fixed + sum(seconds(_told(option, language)) for option in points)
            plan = _Plan(hook, introduction, tuple(points), closing, total)
            if _is_within(total, target, fmt) and len(points) >= POINTS[0]:
                return plan
            if nearest is None or abs(total - target) < abs(nearest.seconds - target):
                nearest = plan
    assert nearest is not None  # there is always the title to begin with
    return nearest


def _unused(pool: Sequence[Unit], hook: _Opening, introduction: _Opening | None) -> list[Unit]:
    """The units of which no sentence is said at the beginning."""
    used = hook.written | (introduction.written if introduction else frozenset())
    owed = [answer_only(unit) if unit.question and unit.question in used else unit for unit in pool]
    free = [unit for unit in owed if not unit.written & used]
    return [without_more(unit) if unit.more_written in used else unit for unit in free]


def _script(
    material: Material, site: Site, fmt: Format, plan: _Plan, *, target: float, words_per_minute: float
) -> Script:
    article, shots = material.article, Shots(material)
    scenes = [*_opening_scenes(plan, shots), *_point_scenes(plan, shots, article.language)]
    scenes.append(_dressed("cta", "cta", plan.closing))
    timed = [
        scene.model_copy(update={"seconds": round(_seconds(scene.narration, article.language, words_per_minute), 2)})
        for scene in scenes
    ]
    near = abs(plan.seconds - target) <= TOLERANCE * target
    return Script(
        article=article.key,
        article_hash=article.content_hash,
        site=site.id,
        format=fmt.name,
        title=_one_line(material.brief.title),
        language=article.language,
        target_seconds=target if near else round(min(plan.seconds, fmt.seconds[1]), 1),
        scenes=tuple(timed),
        writer=WRITER,
    )


def _opening_scenes(plan: _Plan, shots: Shots) -> list[Scene]:
    scenes = [_dressed("hook", "hook", plan.hook)]
    shots.remember(plan.hook.on_screen)
    if plan.introduction is not None:
        shown = replace(plan.introduction, cue=shots.featured() or plan.introduction.cue)
        scenes.append(_dressed("intro", "intro", shown))
        shots.remember(shown.on_screen)
    return scenes


def _point_scenes(plan: _Plan, shots: Shots, language: str) -> list[Scene]:
    scenes = []
    for number, option in enumerate(_ordered(plan.points, language), start=1):
        more = [option.unit.more_place] if option.with_more and option.unit.more_place else []
        places = tuple(dict.fromkeys([*option.unit.places, *more]))
        shown = _Opening(_told(option, language), shots.point(option), shots.on_screen(option), frozenset(), places)
        scenes.append(_dressed(f"point-{number}", "point", shown))
    return scenes


def _dressed(name: str, section: Section, scene: _Opening) -> Scene:
    """A scene without its length."""
    return Scene(
        id=name,
        section=section,
        narration=scene.narration,
        cue=scene.cue,
        on_screen=scene.on_screen,
        seconds=0,
        sources=scene.places,
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _hooks(material: Material, pool: Sequence[Unit]) -> list[_Opening]:
    """Ways to begin: a number, a question or a strong claim out of the article, else its title."""
    brief, language = material.brief, material.article.language
    hooks = [_title_hook(material)]
    for unit in pool:
        said, words = unit.said[0], word_count(unit.said[0], language)
        place, written = unit.places, unit.written
        if unit.kind == "statistic" and unit.statistic is not None and words <= 18 and brief.kind != "recipe":
            cue = Cue(kind="statistic", text=unit.statistic.value, label=unit.statistic.label)
            screen = first_on_screen(statistic_on_screen(unit.statistic), language)
            hooks.append(_Opening(said, cue, screen, written, place, 1.0 - 0.01 * words))
        elif (
            unit.kind in ("sentence", "quote")
            and 4 <= words <= _HOOK_WORDS
            and unit.value >= 0.6
            and _is_claim(said, language)
        ):
            screen = first_on_screen((_topic(brief, said),), language)
            value = 0.45 + 0.25 * min(1.0, unit.value) + (0.15 if STRONG.search(said) else 0.0)
            value += 0.1 if words <= 8 else 0.0
            hooks.append(_Opening(said, Cue(kind="quote", text=said), screen, written, place, value))
    for unit in pool:
        asked = unit.said[0] if unit.question and brief.kind != "interview" else ""
        if asked and word_count(asked, language) <= _HOOK_WORDS and _mentions(asked, brief, language):
            cue = Cue(kind="question", text=unit.question)
            hooks.append(_Opening(asked, cue, "", frozenset({unit.question}), (), 0.9))
    hooks.sort(key=lambda hook: -hook.value)
    return [*hooks[:3], *(hook for hook in hooks[3:] if hook.cue.kind == "title")]


def _topic(brief: Brief, said: str) -> str:
    """The first topic of several words, or name, that is spoken of; a single word says nothing on screen."""
    spoken = said.casefold()
    topics = (word.text for word in brief.keywords if word.is_name or " " in word.text or is_spaceless(brief.language))
    topic = next((text for text in topics if text.casefold() in spoken), "")
    return topic[:1].upper() + topic[1:]


def _is_claim(said: str, language: str) -> bool:
    """Whether a sentence may open a film: nothing but its brevity speaks against it."""
    return judge_text(said, language).quality >= 0.85 * length_prior(word_count(said, language))


def _title_hook(material: Material) -> _Opening:
    brief, language = material.brief, material.article.language
    title = _one_line(brief.title)
    said = speakable(title, language) or finished(title, language)
    head, _, rest = title.partition(": ")
    if word_count(said, language) > _HOOK_WORDS and rest and word_count(head, language) >= 3:
        said = speakable(head, language)
    telling = {"listicle": 0.92, "how-to": 0.85, "release": 0.8, "recipe": 0.9, "news": 0.8}.get(brief.kind, 0.7)
    telling += 0.15 if said.endswith(("?", "？", "؟")) else 0.0
    telling += 0.1 if COUNTED_TITLE.search(title) else 0.0
    telling -= 0.3 if word_count(said, language) < 3 and brief.kind != "recipe" else 0.0
    telling -= 0.2 if word_count(said, language) > _HOOK_WORDS else 0.0
    screen = first_on_screen((title.rstrip(".!"), _topic(brief, said)), language)
    return _Opening(
        said,
        Cue(kind="title", text=emoji.replace_emoji(title, "").replace("  ", " ").strip()),
        screen,
        frozenset({title}),
        (),
        telling,
    )


def _introductions(material: Material, pool: Sequence[Unit], hook: _Opening) -> list[_Opening | None]:
    """What the film is about: a sentence of the summary, if need be two; none only when there is nothing else."""
    language, brief = material.article.language, material.brief
    title = _one_line(brief.title)
    by_text = {text: unit for unit in pool for text in unit.written}
    found = [by_text[item.text] for item in (*brief.summary, *brief.key_points[:4]) if item.text in by_text]
    found = [unit for unit in found if unit.kind == "sentence" and not unit.written & hook.written]
    if not found:
        found = [unit for unit in pool if unit.kind == "sentence" and not unit.written & hook.written][:1]
    screen = "" if hook.cue.kind == "title" else first_on_screen((without_number(title),), language)
    found.sort(key=lambda unit: (word_count(unit.said[0], language) > _INTRODUCTION_WORDS, leans_back(unit.said[0])))
    openings: list[_Opening | None] = []
    for size in (1, 2):
        part = found[:size]
        if len(part) == size:
            said = " ".join(unit.said[0] for unit in part)
            written = frozenset().union(*(unit.written for unit in part))
            places = tuple(place for unit in part for place in unit.places)
            openings.append(_Opening(said, _introducing(title, said, hook), screen, written, places))
    return [*openings, None]


def _introducing(title: str, said: str, hook: _Opening) -> Cue:
    return (
        Cue(kind="quote", text=said)
        if hook.cue.kind == "title"
        else Cue(kind="title", text=emoji.replace_emoji(title, "").replace("  ", " ").strip())
    )


def _closing(article: Article, site: Site) -> _Opening:
    """The call to action; in a language without our own words the article's title and the site's name."""
    host = urlsplit(site.url).hostname or ""
    label = site.brand.handle or host.removeprefix("www.")
    own = [text for text in site.wording.calls_to_action.get("default", ()) if is_clean(text) and "{" not in text]
    template = film_words(article.language).cta
    if own and base(site.language) == base(article.language):
        said = speakable(own[0], article.language)
    elif template:
        said = template.format(site=site.name)
    else:
        said = f"{finished(_one_line(article.title), article.language)} {finished(site.name, article.language)}"
    screen = site.name if is_on_screen(site.name, article.language) else ""
    return _Opening(said, Cue(kind="cta", text=said, label=label), screen, frozenset(), ())


def _ordered(chosen: Sequence[Chosen], language: str) -> list[Chosen]:
    """The points in reading order, the first and the last step introduced as such."""
    steps = [option for option in chosen if option.unit.kind == "step"]
    words = film_words(language)
    if len(steps) < 3 or not words.first:
        return list(chosen)
    numbers = [option.unit.number for option in steps]
    marked = {min(numbers): words.first, max(numbers): words.last}
    return [_introduced(option, marked.get(option.unit.number, "")) for option in chosen]


def _introduced(option: Chosen, lead: str) -> Chosen:
    if not lead or option.unit.kind != "step":
        return option
    first = option.unit.said[0]
    start = first if lead.endswith(":") or first[:2].isupper() else first[0].lower() + first[1:]
    if first.casefold().startswith(lead.rstrip(",:").casefold()):
        return option
    return Chosen(replace(option.unit, said=(f"{lead} {start}", *option.unit.said[1:])), option.with_more)


def _told(option: Chosen, language: str) -> str:
    told = ""
    for said in option.said:
        told += said if not told or (told[-1] in "。！？」" and is_spaceless(language)) else f" {said}"
    return told


def _mentions(text: str, brief: Brief, language: str) -> bool:
    """Whether a question names the article's subject, so that it can open the film."""
    return (
        any(word.text.casefold() in text.casefold() for word in brief.keywords[:6]) and word_count(text, language) >= 4
    )


def _seconds(text: str, language: str, words_per_minute: float) -> float:
    return spoken_seconds(text, language, words_per_minute) + AIR_SECONDS


def _target(site: Site, fmt: Format) -> float:
    """The site's own length where it lies within the format's, else the format's."""
    low, high = fmt.seconds
    return site.films.seconds if low <= site.films.seconds <= high else fmt.target_seconds


def _window(target: float, fmt: Format, fixed: float) -> tuple[float, float]:
    low = max(fmt.seconds[0], target * (1 - _AIM))
    high = min(fmt.seconds[1], target * (1 + _AIM))
    return (low - fixed, high - fixed)


def _is_within(total: float, target: float, fmt: Format) -> bool:
    low, high = fmt.seconds
    return abs(total - target) <= TOLERANCE * target and low <= total <= high
