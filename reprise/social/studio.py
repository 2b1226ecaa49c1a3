"""Where pictures of posts are finished: the article's photographs, cards and headlines, each kept by all that went
into it, with its alt text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from PIL import Image

from reprise.articles.article import Article, ArticleImage
from reprise.briefs.brief import Brief
from reprise.digest import file_digest
from reprise.errors import BadInput, NotFound
from reprise.graphics.cards import DRAWING_VERSION, CardContent, CardKind, Tone, draw_card
from reprise.graphics.crop import is_graphic, open_picture, present, worth_showing
from reprise.graphics.encode import SUFFIXES, save_within
from reprise.graphics.fonts import FontBook, MissingGlyphs
from reprise.graphics.look import Look
from reprise.graphics.overlay import draw_headline
from reprise.media import MediaStore
from reprise.sites import Site
from reprise.social.post import Picture
from reprise.social.rules import PictureRules

Role = Literal["feed", "quote", "statistic", "question", "cover", "slide"]
Page = tuple[int, int]
"""The number of a slide, and how many there are."""

_PHOTOS = 6  # pictures of an article that are looked at
_SLIDE_BYTES = 4_000_000
_ALT = 1000  # characters of alt text where the platform names no limit
_ROLES: dict[CardKind, Role] = {"quote": "quote", "statistic": "statistic", "question": "question"}


@dataclass(frozen=True)
class Photo:
    """A picture of the article that is worth showing."""

    source: ArticleImage
    key: str
    image: Image.Image

    @property
    def alt(self) -> str:
        return (self.source.alt or self.source.caption).strip()


@dataclass
class Studio:
    """What all pictures of one article and platform have in common."""

    article: Article
    brief: Brief
    site: Site
    platform: str
    look: Look
    rules: PictureRules
    media: MediaStore
    book: FontBook
    photos: Iterator[Photo]
    cards: int = field(default=0)

    def size(self, page: Page | None = None) -> tuple[int, int]:
        """Pixels of a picture in the feed, or of a slide."""
        return (self.rules.slide or self.rules.feed) if page else self.rules.feed


def photos(article: Article, media: MediaStore) -> Iterator[Photo]:
    """The article's usable pictures: photographs first, in the article's order; each content once."""
    seen: set[str] = set()
    drawn: list[Photo] = []
    for source in article.pictures[: _PHOTOS * 2]:
        if source.media is None or source.media.key in seen or len(seen) >= _PHOTOS:
            continue
        seen.add(source.media.key)
        try:
            image = open_picture(media.path(source.media))
        except (BadInput, NotFound):
            continue
        if not worth_showing(image):
            continue
        photo = Photo(source, source.media.key, image)
        if source.before is not None and (image.mode != "RGB" or is_graphic(image)):
            drawn.append(photo)
        else:
            yield photo
    yield from drawn


def headlined(photo: Photo, text: str, studio: Studio, *, page: Page | None = None) -> Picture:
    """The photo with a headline; without one where no font can draw it."""
    look, book, size = studio.look, studio.book, studio.size(page)
    alt = f"{text} — {photo.alt}" if photo.alt and photo.alt.casefold() != text.casefold() else text
    try:
        fonts = book.signature(f"{text} {look.name}", (look.heading, look.body))
        book.runs(text, look.heading, weight=800)
    except MissingGlyphs:
        recipe = {"picture": "photo", "photo": photo.key, "ground": look.background}
        bare = photo.alt or studio.article.title
        return finished(recipe, lambda: present(photo.image, size, look.background), bare, "feed", studio, page=page)
    recipe = {"picture": "headline", "photo": photo.key, "headline": text, "fonts": fonts, **look_facts(studio)}
    return finished(
        recipe,
        lambda: draw_headline(photo.image, text, look, size, book=book, captions=False, page=page),
        alt,
        "feed",
        studio,
        page=page,
    )


def card(
    kind: CardKind, content: CardContent, studio: Studio, *, tone: Tone | None = None, page: Page | None = None
) -> Picture:
    """A drawn card; its words are its alt text."""
    words = " ".join((content.text, content.label, *content.items, studio.look.name, studio.look.host))
    recipe = {
        "picture": kind,
        "content": asdict(content),
        "tone": tone,
        "fonts": studio.book.signature(words, studio.look.families),
        **look_facts(studio),
    }
    size = studio.size(page)
    return finished(
        recipe,
        lambda: draw_card(kind, content, studio.look, size, book=studio.book, tone=tone, captions=False, page=page),
        described(kind, content),
        _ROLES.get(kind, "feed"),
        studio,
        page=page,
    )


def finished(
    recipe: dict[str, Any],
    draw: Callable[[], Image.Image],
    alt: str,
    role: Role,
    studio: Studio,
    *,
    page: Page | None = None,
) -> Picture:
    """The picture of a recipe in the platform's format and weight, drawn only if it is not there yet.

    Slides depend on nothing that is the platform's own, so platforms with slides of one size share them.
    """
    rules, size, most = studio.rules, studio.size(page), studio.rules.max_bytes
    limits: dict[str, Any] = {"size": size, "formats": rules.formats, "max_bytes": most}
    if page is not None:
        role, most = "slide", min(most, _SLIDE_BYTES)
        limits = {"size": size, "formats": rules.formats[:1], "max_bytes": most, "page": page}
    media = studio.media.make(
        {**recipe, **limits, "version": DRAWING_VERSION},
        SUFFIXES[rules.formats[0]],
        lambda path: save_within(draw(), path, rules.formats, most),
        kind="pictures",
    )
    return Picture(media=media, alt=shortened(alt, min(_ALT, rules.alt_limit or _ALT)), role=role)


def look_facts(studio: Studio) -> dict[str, Any]:
    """Everything of the site's look that shows in a picture."""
    facts = asdict(studio.look)
    facts["logo"] = file_digest(studio.look.logo) if studio.look.logo and studio.look.logo.is_file() else None
    return facts


def described(kind: CardKind, content: CardContent) -> str:
    """A card's words as one alt text."""
    if kind == "quote":
        return f"“{content.text}” — {content.label}" if content.label else f"“{content.text}”"
    if kind == "step":
        told = ". ".join(filter(None, (content.label, content.text)))
        return _sentences(told, *content.items)
    if kind == "list":
        points = " ".join(f"{number}. {item}" for number, item in enumerate(content.items, content.first))
        heading = ". ".join(filter(None, (content.label, content.text)))
        return f"{heading}: {points}"
    if kind == "statistic":
        return f"{content.text} {content.label}".strip()
    if kind == "question":
        return f"{content.text} {content.label}".strip()
    return content.text


def _sentences(*parts: str) -> str:
    """The parts one after the other, each ended."""
    return " ".join(part if part[-1:] in ".!?…。！？؟" else f"{part}." for part in parts if part)


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, ended at a word with an ellipsis."""
    plain = " ".join(text.split())
    if len(plain) <= limit:
        return plain
    cut = plain[: limit - 1]
    if " " in cut[limit // 2 :]:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:–—-") + "…"
