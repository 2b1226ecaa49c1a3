"""The slides of a carousel as pictures: the headline over the article's best photograph, the ideas on one quiet ground
with its other photographs where they belong, and the call to action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType

from reprise.graphics.cards import CardContent, CardKind, Tone
from reprise.graphics.crop import is_graphic
from reprise.graphics.pictured import draw_pictured, suits_slide
from reprise.social.post import Picture
from reprise.social.slide import Slide, SlideKind
from reprise.social.studio import Page, Photo, Studio, card, described, finished, headlined, look_facts, photos
from reprise.social.writing import slides_of

_NEAR = 3  # blocks between a photograph and the words that it may stand with
_PICTURED: frozenset[SlideKind] = frozenset({"point", "step"})
_CARDS: Mapping[SlideKind, tuple[CardKind, Tone]] = MappingProxyType(
    {
        "title": ("title", "primary"), "point": ("step", "light"), "step": ("step", "light"), "list": ("list", "light"),
        "question": ("question", "light"), "statistic": ("statistic", "dark"), "quote": ("quote", "primary"),
        "cta": ("cta", "primary"),
    }
)  # fmt: skip


def draw_slides(studio: Studio, worded: Sequence[Slide] = ()) -> tuple[Picture, ...]:
    """One picture for each slide, all of one size, in order; () when the article has too little for a carousel.

    Args:
        worded: the slides as the post brings them; without, they are made of the article's own sentences.
    """
    slides = worded or slides_of(studio.article, studio.brief, studio.site, studio.platform)
    shots = list(photos(studio.article, studio.media))
    cover = next((shot for shot in shots if shot.image.mode == "RGB" and not is_graphic(shot.image)), None)
    beside = _matched(slides, [shot for shot in shots if shot is not cover], studio)
    drawn = []
    for number, slide in enumerate(slides):
        page = (number + 1, len(slides))
        if number == 0 and cover is not None:
            drawn.append(headlined(cover, slide.text, studio, page=page))
        elif number in beside:
            drawn.append(_pictured(beside[number], slide, studio, page))
        else:
            kind, tone = _CARDS[slide.kind]
            drawn.append(card(kind, _content(slide), studio, tone=tone, page=page))
    return tuple(drawn)


def _matched(slides: Sequence[Slide], shots: Sequence[Photo], studio: Studio) -> dict[int, Photo]:
    """Photographs by the number of the slide whose words stand nearest to them in the article, each used once."""
    size = studio.size((1, len(slides)))
    pairs = sorted(
        (abs(slide.places[0].block - shot.source.before), number, place)
        for place, shot in enumerate(shots)
        for number, slide in enumerate(slides)
        if shot.source.before is not None and slide.kind in _PICTURED and slide.places
        if suits_slide(shot.image, size)
    )
    chosen: dict[int, int] = {}
    for distance, number, place in pairs:
        if distance <= _NEAR and number not in chosen and place not in chosen.values():
            chosen[number] = place
    return {number: shots[place] for number, place in chosen.items()}


def _content(slide: Slide) -> CardContent:
    return CardContent(slide.text, slide.label, slide.items, first=slide.first)


def _pictured(photo: Photo, slide: Slide, studio: Studio, page: Page) -> Picture:
    look, book, detail = studio.look, studio.book, " ".join(slide.items)
    words = " ".join((slide.text, slide.label, detail, look.name))
    recipe = {
        "picture": "pictured",
        "photo": photo.key,
        "words": [slide.text, slide.label, detail],
        "fonts": book.signature(words, look.families),
        **look_facts(studio),
    }
    draw = partial(
        draw_pictured, photo.image, slide.text, detail, look, studio.size(page),
        book=book, number=slide.label, page=page,
    )  # fmt: skip
    alt = " — ".join(filter(None, (described("step", _content(slide)), photo.alt)))
    return finished(recipe, draw, alt, "slide", studio, page=page)
