"""The picture that stands for a film before it is played: several are drawn, the one that works best small is taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

from reprise.articles.article import Article, ArticleImage
from reprise.briefs.language import word_count
from reprise.errors import BadInput
from reprise.graphics.cards import DRAWING_VERSION, CardContent, CardKind, Tone, compose_card
from reprise.graphics.crop import open_picture, worth_showing
from reprise.graphics.encode import save_within
from reprise.graphics.glyphs import Box
from reprise.graphics.overlay import compose_headline
from reprise.media import MediaStore
from reprise.sites import Site
from reprise.video.cover_scores import SCORES_VERSION, CoverScore, score
from reprise.video.look.stage import Stage
from reprise.video.pictures.chosen import ChosenPicture
from reprise.video.pictures.visuals import Visuals
from reprise.video.products import CoverCandidate
from reprise.video.script import Script

MOST_BYTES = 2_000_000
"""What the strictest platform (YouTube's thumbnails) takes."""
_PHOTOS = 3
"""Pictures that are tried at most."""
_VERSION = 2


@dataclass(frozen=True)
class _Idea:
    """A cover that may be drawn: words over a picture or on a tone of the brand, or a number with what it counts."""

    text: str
    photo: ArticleImage | None = None
    tone: Tone | None = None
    label: str = ""
    credit: str = ""


@dataclass(frozen=True)
class CoverGround:
    """A picture from outside that a cover may stand on, with the words that somebody thought of for it."""

    picture: ChosenPicture
    words: str


def draw_covers(
    article: Article,
    script: Script,
    visuals: Visuals,
    site: Site,
    size: tuple[int, int],
    media: MediaStore,
    ground: CoverGround | None = None,
) -> tuple[CoverCandidate, ...]:
    """Covers of `size` pixels, the best first: progressive JPEGs of at most 2 MB, each with how well it works small.

    The film's title, or its opening words where these are fewer, over the film's pictures and on the brand's colours;
    the film's number, if it tells one; and the words of an idea on the `ground` that was found for it. Raises
    `BadInput` when not even the title can be drawn.
    """
    stage = Stage.of(site, *size, media)
    drawn = []
    for idea in (*_ideas(article, script, visuals, media), *_on_ground(ground, script)):
        try:
            drawn.append(_candidate(idea, script, stage))
        except BadInput as error:
            if idea.text == script.title and idea.photo is None:
                raise error.at(f"{article.key}, cover") from error
    return tuple(sorted(drawn, key=lambda each: -each.score.total))


def _candidate(idea: _Idea, script: Script, stage: Stage) -> CoverCandidate:
    recipe = {
        "cover": [idea.text, idea.label, idea.tone],
        "photo": idea.photo.media.key if idea.photo and idea.photo.media else None,
        "size": [stage.width, stage.height],
        "versions": [_VERSION, DRAWING_VERSION],
        "look": repr(stage.look),
        **stage.signature(f"{idea.text} {idea.label}"),
    }

    @cache
    def drawn() -> tuple[Image.Image, tuple[Box, ...]]:
        return _drawn(idea, stage)

    def write_picture(path: Path) -> dict[str, Any]:
        return save_within(drawn()[0], path, ("JPEG",), MOST_BYTES)

    def write_score(path: Path) -> None:
        words = word_count(f"{idea.text} {idea.label}", script.language)
        path.write_text(score(*drawn(), words).model_dump_json(), encoding="utf-8")

    picture = stage.media.make(recipe, ".jpg", write_picture, kind="cover")
    judged = stage.media.make({"score": SCORES_VERSION, "of": recipe}, ".score", write_score, kind="cover")
    found = CoverScore.model_validate_json(stage.media.path(judged).read_bytes())
    ground = idea.photo.media if idea.photo and idea.credit else None
    return CoverCandidate(media=picture, text=idea.text, score=found, ground=ground, credit=idea.credit)


def _drawn(idea: _Idea, stage: Stage) -> tuple[Image.Image, tuple[Box, ...]]:
    size, look, book = (stage.width, stage.height), stage.look, stage.book
    if idea.photo and idea.photo.media:
        picture = open_picture(stage.media.path(idea.photo.media))
        over = compose_headline(picture, idea.text, look, size, book=book, captions=False)
        return over.image, over.inked
    content = CardContent(text=idea.text, label=idea.label)
    kind: CardKind = "statistic" if idea.label else "title"
    card = compose_card(kind, content, look, size, book=book, captions=False, tone=idea.tone)
    return card.image, card.inked


def _ideas(article: Article, script: Script, visuals: Visuals, media: MediaStore) -> Iterator[_Idea]:
    photos = list(_photos(article, script, visuals, media))
    opening = script.scenes[0].on_screen if script.scenes else ""
    few = opening if opening and len(opening.split()) < len(script.title.split()) else ""
    for photo in photos:
        yield _Idea(script.title, photo)
    if few and photos:
        yield _Idea(few, photos[0])
    yield _Idea(script.title, tone="primary")
    if not photos:
        yield _Idea(script.title, tone="light")
        if few:
            yield _Idea(few, tone="primary")
    number = next((scene.cue for scene in script.scenes if scene.cue.kind == "statistic" and scene.cue.label), None)
    if number is not None:
        yield _Idea(number.text, tone="dark", label=number.label)


def _on_ground(ground: CoverGround | None, script: Script) -> Iterator[_Idea]:
    """The words of the idea on its picture, and the title where it says something else."""
    if ground is None:
        return
    picture = ground.picture
    image = ArticleImage(url=picture.identity, alt=picture.alt, media=picture.media)
    for words in dict.fromkeys((ground.words, script.title)):
        if words.strip():
            yield _Idea(words, image, credit=picture.line(script.language))


def _photos(article: Article, script: Script, visuals: Visuals, media: MediaStore) -> Iterator[ArticleImage]:
    """The pictures that are worth showing: the article's, those of the film first, in its order; then those that the
    film has from outside."""
    shown = {visual.scene for visual in visuals.scenes if visual.ground == "photo"}
    named = [scene.cue.image for scene in script.scenes if scene.id in shown]
    pictures = sorted(article.pictures, key=lambda image: named.index(image.url) if image.url in named else len(named))
    pictures += [
        ArticleImage(url=each.identity, alt=each.alt, media=each.media)
        for each in visuals.outside
        if each.kind != "clip"
    ]
    found = 0
    for image in pictures:
        if image.media is None or found == _PHOTOS:
            continue
        try:
            if worth_showing(open_picture(media.path(image.media))):
                found += 1
                yield image
        except BadInput:
            continue
