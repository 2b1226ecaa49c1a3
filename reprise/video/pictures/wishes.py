"""Which scenes of an approved script want a picture from outside, what is searched for, and what a picture model is
asked to draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from reprise.articles.article import Article
from reprise.briefs.brief import Keyword
from reprise.briefs.keyphrases import keyphrases
from reprise.briefs.language import (
    base,
    content_runs,
    content_terms,
    is_content,
    is_spaceless,
    stem,
    stop_words,
    tokens,
)
from reprise.prompts.prompt import prompt
from reprise.sites import Site
from reprise.video.pictures.direction import direct
from reprise.video.pictures.picturing import Telling
from reprise.video.script import Cue, Scene, Script

PROMPT = "picture.v1"
_TAKES = ("image", "title", "question", "step")
"""Cues whose cards are words alone: a picture may stand with them. All others show something already."""
_FITS = 0.45
"""From this fitness on a picture of the article itself goes with a scene (`Telling.fits`)."""
_LONGEST_MOMENT, _LONGEST_IDEA = 260, 900
_QUERY_WORDS = 3
_KEYWORDS = 40
_PERSON = regex.compile(r"(?:(?:Dr|Prof|Mr|Mrs|Ms)\.?\s+)?\p{Lu}\p{Ll}+(?:[ -](?:\p{Lu}\.|\p{Lu}\p{Ll}+))+")
"""Several words with capitals in a row: a person's name as often as not, and no picture may show a real one."""
_CAPITAL_NOUNS = ("de", "lb")
_TITLE = Cue(kind="title")
_SAID = regex.compile(r"[“”„«»\"‹›<>{}\[\]]")


@dataclass(frozen=True)
class Wish:
    """A picture that a scene wants.

    Args:
        queries: what a library is asked for, the most telling first, in `language`.
        terms: stems of which a found picture's description should hold one.
        subject: the scene in a few words, as its picture's alternative text.
        prompt: what a picture model is asked for; `prompt_name` its wording's version.
        width, height: pixels of the film.
        seconds: how long the scene is planned to be seen, for clips.
    """

    scene: str
    queries: tuple[str, ...]
    terms: frozenset[str]
    language: str
    subject: str
    prompt: str
    width: int
    height: int
    seconds: float
    prompt_name: str = PROMPT

    @property
    def shape(self) -> str:
        """ "portrait", "square" or "landscape"."""
        return "portrait" if self.height > self.width else "square" if self.height == self.width else "landscape"


def wishes(script: Script, article: Article, site: Site, width: int, height: int) -> tuple[Wish, ...]:
    """What the scenes of a script want from outside, in the film's order, at most as many as the site allows.

    A scene wants a picture when it would be words on a plain ground, and no picture of the article goes with it. No
    two wanted pictures, and none and one of the article's, follow each other, except where cues ask for pictures.
    """
    most = site.models.pictures_per_film
    if not most or not site.models.pictures:
        return ()
    chosen = sorted(_chosen(script.scenes, article, most))
    topics = keyphrases(article, _KEYWORDS)
    return tuple(_wish(script.scenes[number], article, site, topics, (width, height)) for number in chosen)


def cover_wish(
    article: Article, script: Script, site: Site, width: int, height: int, *, idea: str = "", scene: str = "cover"
) -> Wish:
    """The ground of a cover: what the whole film is about. `idea` is a picture that somebody has thought of."""
    topics = keyphrases(article, _KEYWORDS)
    words = Scene(id=scene, section="hook", narration=script.title, cue=_TITLE, on_screen=script.title, seconds=1)
    return _wish(words, article, site, topics, (width, height), idea=idea)


def _chosen(scenes: Sequence[Scene], article: Article, most: int) -> Iterator[int]:
    """The places of the scenes that want a picture: those whose cue asks for one, the first, then evenly over the
    film."""
    telling = Telling(article)

    def fitness(scene: Scene, image: object) -> float:
        return telling.fitness(image, _said(scene), [place.block for place in scene.sources])  # type: ignore[arg-type]

    own = direct(scenes, article.pictures, article.pictures, fitness)
    shown = {number for number, shot in enumerate(own) if shot.image is not None and shot.use == 0}
    open_ = [
        number
        for number, scene in enumerate(scenes)
        if number not in shown
        and scene.cue.kind in _TAKES
        and scene.section != "cta"
        and not any(fitness(scene, image) >= _FITS for image in article.pictures)
    ]
    asked = [number for number in open_ if scenes[number].cue.kind == "image"]
    taken = set(asked[:most])
    for number in _spread([number for number in open_ if number not in taken], most):
        if len(taken) >= most:
            break
        if not {number - 1, number + 1} & (taken | shown):
            taken.add(number)
    yield from taken


def _spread(numbers: Sequence[int], most: int) -> list[int]:
    """Places in the order in which they are filled: the first, then evenly spaced ones, then what is left."""
    if not numbers:
        return []
    step = max(1, len(numbers) / max(1, most))
    even = [numbers[min(len(numbers) - 1, round(place * step))] for place in range(most)]
    return list(dict.fromkeys([*even, *numbers]))


def _wish(
    scene: Scene,
    article: Article,
    site: Site,
    topics: Sequence[Keyword],
    size: tuple[int, int],
    *,
    idea: str = "",
) -> Wish:
    queries = tuple(_queries(scene, article, topics))
    subject = _short(scene.on_screen or scene.cue.text or scene.narration, 120)
    return Wish(
        scene=scene.id,
        queries=queries,
        terms=frozenset(content_terms(" ".join(queries), article.language)),
        language=base(article.language),
        subject=subject,
        prompt=_prompt(scene, article, site, topics, size, idea),
        width=size[0],
        height=size[1],
        seconds=scene.seconds,
    )


def _queries(scene: Scene, article: Article, topics: Sequence[Keyword]) -> Iterator[str]:
    """The scene's own subject beside the article's, then less of it; no person's name. The article's is in each: a
    scene's words alone ("included", "open") could mean anything."""
    language = article.language
    known = [word for word in topics if not _is_person(word, language)]
    about = _topic(article, known)
    same = {stem(word, language) for word in about[:1]}
    own = [word for word in _subject(scene, language, known) if stem(word, language) not in same]
    joiner = "" if is_spaceless(language) and base(language) != "ja" else " "
    tries = ([*about[:1], *own[: _QUERY_WORDS - 1]], [*about[:1], *own[:1]], about[:2], about[:1])
    seen: set[str] = set()
    for words in tries:
        query = joiner.join(dict.fromkeys(words))[:100]
        if query and query.casefold() not in seen:
            seen.add(query.casefold())
            yield query


def _topic(article: Article, known: Sequence[Keyword]) -> list[str]:
    """The words of the article's first topic, the one that comes most often first."""
    if not known:
        return []
    language = article.language
    if is_spaceless(language):
        return [known[0].text]
    often = Counter(stem(token.text, language) for token in tokens(f"{article.title} {article.text}", language))
    stop = stop_words(language)
    words = [word for word in known[0].text.split() if is_content(word, stop)]
    return sorted(words, key=lambda word: -often[stem(word, language)])


def _subject(scene: Scene, language: str, known: Sequence[Keyword]) -> list[str]:
    """The scene's words that name things, the most telling first: topics of the article before others, what stands on
    the screen before what is only said."""
    if is_spaceless(language):
        said = _said(scene)
        topics = [word.text for word in known if word.text in said]
        return (topics or list(dict.fromkeys(content_runs(said, language))))[:_QUERY_WORDS]
    worth: dict[str, float] = {}
    for keyword in known:
        for token in tokens(keyword.text, language):
            name = stem(token.text, language)
            worth[name] = max(worth.get(name, 0.0), keyword.score)
    found: dict[str, tuple[float, int, str]] = {}
    stop = stop_words(language)
    seen = f"{scene.on_screen} {scene.cue.text}"
    for place, token in enumerate(tokens(f"{seen} {scene.narration}", language)):
        name = stem(token.text, language)
        if name in found or name not in worth or not is_content(token.text, stop):
            continue
        bonus = 0.5 if token.start < len(seen) else 0.0
        found[name] = (-(worth[name] + bonus), place, token.text)
    return [text for _, _, text in sorted(found.values())]


def _prompt(
    scene: Scene, article: Article, site: Site, topics: Sequence[Keyword], size: tuple[int, int], idea: str
) -> str:
    language, colours = article.language, site.brand.colors
    named = [word.text for word in topics if not _is_person(word, language)][:4]
    said = scene.narration if scene.narration.startswith(scene.on_screen) else f"{scene.on_screen}. {scene.narration}"
    moment = _anonymous(idea or said, language)
    upright = size[1] > size[0]
    if idea:  # words of a cover stand below
        room = "The subject stands in the upper half; the lower part is calm, for words that are added later."
    elif upright:
        room = "The subject stands in the lower half; the upper half is calm, for words that are added later."
    else:
        room = "The subject stands a little off the middle; the rest is calm, for words that are added later."
    shape = "upright" if upright else "square" if size[0] == size[1] else "wide"
    filled = prompt(
        PROMPT,
        primary=colours.primary,
        secondary=colours.secondary,
        format=f"{shape}, {size[0]}:{size[1]}",
        room=room,
        topic=_anonymous(", ".join(named) or article.title, language),
        moment=_short(moment, _LONGEST_IDEA if idea else _LONGEST_MOMENT),
    )
    return f"{filled.system}\n\n{filled.user}"


def _anonymous(text: str, language: str) -> str:
    """A text without quotation marks and persons' names, as far as capitals tell them."""
    plain = " ".join(_SAID.sub("", text).split())
    if base(language) in _CAPITAL_NOUNS:
        return plain
    return "".join(
        part if _is_title(part) else _PERSON.sub("a person", part) for part in regex.split(r"(?<=[.!?;:])", plain)
    )


def _is_title(text: str) -> bool:
    """Whether capitals say nothing here: most of its words have them."""
    words = [word for word in text.split() if word[0].isalpha()]
    return 2 * sum(word[0].isupper() for word in words) > len(words)


def _is_person(word: Keyword, language: str) -> bool:
    if base(language) in _CAPITAL_NOUNS:
        return False
    return word.is_name and _PERSON.fullmatch(word.text) is not None


def _said(scene: Scene) -> str:
    return " ".join((scene.narration, scene.on_screen, scene.cue.text, *scene.cue.items))


def _short(text: str, limit: int) -> str:
    """The text up to the last word that ends within `limit` characters."""
    plain = " ".join(text.split())
    if len(plain) <= limit:
        return plain
    cut = plain[:limit]
    return cut[: cut.rfind(" ")].rstrip(" ,;:–-") if " " in cut else cut
