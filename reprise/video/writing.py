"""The script of a short film, written out of the article's own sentences.

A hook, an introduction, three to six points and a call to action, chosen so that they fill the target length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from reprise.articles.article import Article, Place
from reprise.briefs.brief import Brief
from reprise.briefs.language import base, spoken_seconds, word_count
from reprise.briefs.standalone import is_clean
from reprise.errors import BadInput
from reprise.sites import Site
from reprise.video.presets import Format
from reprise.video.script import Cue, Scene, Script, Section
from reprise.video.writing_cues import Shots, first_on_screen, is_on_screen
from reprise.video.writing_fit import Chosen, fit
from reprise.video.writing_speech import finished, speakable, without_number
from reprise.video.writing_units import Material, Unit, sayable, units
from reprise.video.writing_words import film_words

WRITER = "extractive 1"
AIR_SECONDS = 0.6  # silence around each scene's words
TOLERANCE = 0.10
_AIM = 0.08  # planned a little inside the tolerance
POINTS = (3, 6)
_HOOK_WORDS = 14


@dataclass(frozen=True)
class _Opening:
    """A scene that is no point: what it says, shows and came from."""

    narration: str
    cue: Cue
    on_screen: str
    written: frozenset[str]
    places: tuple[Place, ...]
    value: float = 0.0


def write_script(article: Article, brief: Brief, site: Site, fmt: Format, *, words_per_minute: float) -> Script:
    """A script within ±10 % of the target length, or as long as the article has words for.

    Raises `BadInput` when that is less than the format's shortest film.
    """
    material = Material.of(article, brief)
    pool = units(material)
    target = _target(site, fmt)
    hooks = sorted(_hooks(material, pool), key=lambda hook: -hook.value)

    def seconds(text: str) -> float:
        return _seconds(text, article.language, words_per_minute)

    closing = _closing(article, site)
    best: tuple[float, list[tuple[_Opening, _Opening | None, list[Chosen]]]] = (-1.0, [])
    for hook in hooks:
        for introduction in _introductions(material, pool, hook):
            used = hook.written | (introduction.written if introduction else frozenset())
            fixed = sum(seconds(scene.narration) for scene in (hook, introduction, closing) if scene)
            free = [unit for unit in pool if not unit.written & used]
            window = _window(target, fmt, fixed)
            chosen = fit(free, lambda option: seconds(_told(option, article.language)), target=target - fixed,
                         window=window, count=POINTS)  # fmt: skip
            total = fixed + sum(seconds(_told(option, article.language)) for option in chosen)
            plan = (hook, introduction, chosen)
            if _is_within(total, target, fmt) and len(chosen) >= POINTS[0]:
                return _script(material, site, fmt, target, plan, closing, words_per_minute)
            if -abs(total - target) > -abs(best[0] - target) or not best[1]:
                best = (total, [plan])
    return _as_long_as_it_gets(material, site, fmt, best, closing, words_per_minute, target)


def _as_long_as_it_gets(
    material: Material,
    site: Site,
    fmt: Format,
    best: tuple[float, list[tuple[_Opening, _Opening | None, list[Chosen]]]],
    closing: _Opening,
    words_per_minute: float,
    target: float,
) -> Script:
    """The nearest plan, when it is a film at all."""
    total, plans = best
    if not plans or not plans[0][2] or total < fmt.seconds[0]:
        language = material.article.language
        missing = (fmt.seconds[0] - max(total, 0)) * words_per_minute / 60
        raise BadInput(
            f"A film of this article would last {max(total, 0):.0f} seconds ({word_count(material.article.text, language)} "
            f"words are written); a {fmt.title.lower()} needs {fmt.seconds[0]:.0f}.",
            where=material.article.key,
            remedy=f"Write about {max(10, round(missing / 10 + 0.5) * 10)} words more in whole sentences, or make no film "
            "of it.",
        )  # fmt: skip
    near = target if abs(total - target) <= TOLERANCE * target else round(min(total, fmt.seconds[1]), 1)
    return _script(material, site, fmt, near, plans[0], closing, words_per_minute)


def _script(
    material: Material,
    site: Site,
    fmt: Format,
    target: float,
    plan: tuple[_Opening, _Opening | None, list[Chosen]],
    closing: _Opening,
    words_per_minute: float,
) -> Script:
    article, language = material.article, material.article.language
    hook, introduction, chosen = plan
    shots = Shots(material)
    scenes: list[Scene] = []

    def add(name: str, section: Section, narration: str, cue: Cue, on_screen: str, places: Sequence[Place]) -> None:
        seconds = round(_seconds(narration, language, words_per_minute), 2)
        scenes.append(
            Scene(id=name, section=section, narration=narration, cue=cue, on_screen=on_screen, seconds=seconds,
                  sources=tuple(dict.fromkeys(places)))
        )  # fmt: skip

    shots.remember(hook.on_screen)
    add("hook", "hook", hook.narration, hook.cue, hook.on_screen, hook.places)
    if introduction is not None:
        cue = shots.featured() or introduction.cue
        shots.remember(introduction.on_screen)
        add("intro", "intro", introduction.narration, cue, introduction.on_screen, introduction.places)
    for number, option in enumerate(_ordered(chosen, language), start=1):
        places = [
            *option.unit.places,
            *([option.unit.more_place] if option.with_more and option.unit.more_place else []),
        ]
        add(f"point-{number}", "point", _told(option, language), shots.point(option), shots.on_screen(option), places)
    add("cta", "cta", closing.narration, closing.cue, closing.on_screen, ())
    return Script(
        article=article.key,
        article_hash=article.content_hash,
        site=site.id,
        format=fmt.name,
        title=brief_title(material.brief),
        language=article.language,
        target_seconds=target,
        scenes=tuple(scenes),
        writer=WRITER,
    )


def brief_title(brief: Brief) -> str:
    """The article's title on one line."""
    return " ".join(brief.title.split())


def _hooks(material: Material, pool: Sequence[Unit]) -> list[_Opening]:
    """Ways to begin: a number, a question or a strong claim out of the article, else its title."""
    brief, language = material.brief, material.article.language
    hooks = [_title_hook(material)]
    for unit in pool:
        said, words = unit.said[0], word_count(unit.said[0], language)
        place, written = unit.places, unit.written
        if unit.kind == "statistic" and unit.statistic is not None and words <= 18:
            cue = Cue(kind="statistic", text=unit.statistic.value, label=unit.statistic.label)
            screen = first_on_screen((f"{unit.statistic.value} {unit.statistic.label}", unit.statistic.value), language)
            hooks.append(_Opening(said, cue, screen, written, place, 1.0 - 0.01 * words))
        elif unit.kind in ("sentence", "quote") and 4 <= words <= _HOOK_WORDS and unit.value >= 0.6:
            topic = next((word.text for word in brief.keywords if word.text.casefold() in said.casefold()), "")
            screen = first_on_screen((topic[:1].upper() + topic[1:],), language)
            value = 0.55 + 0.25 * min(1.0, unit.value) - 0.004 * words
            hooks.append(_Opening(said, Cue(kind="quote", text=said), screen, written, place, value))
    if brief.kind in ("faq", "article", "how-to"):
        for question in brief.questions[:6]:
            asked = sayable(question.question, language, most=_HOOK_WORDS)
            if asked and brief.keywords and _mentions(asked, brief, language):
                cue = Cue(kind="question", text=asked)
                hooks.append(_Opening(asked, cue, "", frozenset({question.question}), (), 0.9))
    hooks.sort(key=lambda hook: -hook.value)
    return [*hooks[:3], *(hook for hook in hooks[3:] if hook.cue.kind == "title")]


def _title_hook(material: Material) -> _Opening:
    brief, language = material.brief, material.article.language
    title = brief_title(brief)
    said = speakable(title, language) or finished(title, language)
    telling = {"listicle": 0.92, "how-to": 0.85, "release": 0.8, "recipe": 0.9, "news": 0.8}.get(brief.kind, 0.7)
    telling += 0.15 if said.endswith(("?", "？", "؟")) else 0.0
    telling -= 0.3 if word_count(said, language) < 3 and brief.kind != "recipe" else 0.0
    telling -= 0.2 if word_count(said, language) > _HOOK_WORDS else 0.0
    topic = brief.keywords[0].text if brief.keywords else ""
    screen = first_on_screen((title.rstrip(".!"), topic[:1].upper() + topic[1:]), language)
    return _Opening(said, Cue(kind="title", text=title), screen, frozenset({title}), (), telling)


def _introductions(material: Material, pool: Sequence[Unit], hook: _Opening) -> list[_Opening | None]:
    """What the film is about: a sentence of the summary, if need be two; none only when there is nothing else."""
    language, brief = material.article.language, material.brief
    title = brief_title(brief)
    by_text = {text: unit for unit in pool for text in unit.written}
    found = [by_text[item.text] for item in brief.summary if item.text in by_text]
    found = [unit for unit in found if unit.kind == "sentence" and not unit.written & hook.written]
    if not found:
        found = [unit for unit in pool if unit.kind == "sentence" and not unit.written & hook.written][:1]
    screen = "" if hook.cue.kind == "title" else first_on_screen((without_number(title),), language)
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
    return Cue(kind="quote", text=said) if hook.cue.kind == "title" else Cue(kind="title", text=title)


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
        said = f"{finished(' '.join(article.title.split()), article.language)} {finished(site.name, article.language)}"
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
    unit = Unit(**{**option.unit.__dict__, "said": (f"{lead} {start}", *option.unit.said[1:])})
    return Chosen(unit, option.with_more)


def _told(option: Chosen, language: str) -> str:
    joiner = "" if film_words(language).full_stop == "。" else " "
    return joiner.join(option.said)


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
