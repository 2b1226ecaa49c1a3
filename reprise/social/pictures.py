"""The pictures of posts: for each post what its type calls for, at its platform's size, with the words for those who
cannot see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import regex
from PIL import Image

from reprise.articles.article import Article, ArticleImage
from reprise.briefs.brief import Brief, Excerpt, Quote
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
from reprise.social.post import Picture, PostDraft, PostType
from reprise.social.rules import PLATFORMS, PictureRules

Role = Literal["feed", "quote", "statistic", "question", "cover", "slide"]

_PHOTOS = 6  # pictures of an article that are looked at
_ALT = 1000  # characters of alt text where the platform names no limit
_POINT = 110  # characters of a point on a list card
_ANSWER = 240  # characters of an answer on a question card
_ROLES: dict[CardKind, Role] = {"quote": "quote", "statistic": "statistic", "question": "question"}
_TONES: tuple[Tone, ...] = ("light", "primary", "dark")


@dataclass(frozen=True)
class _Photo:
    """A picture of the article that is worth showing."""

    source: ArticleImage
    key: str
    image: Image.Image

    @property
    def alt(self) -> str:
        return (self.source.alt or self.source.caption).strip()


@dataclass
class _Studio:
    """What all pictures of one article and platform have in common."""

    article: Article
    brief: Brief
    look: Look
    rules: PictureRules
    media: MediaStore
    book: FontBook
    photos: Iterator[_Photo]
    cards: int = field(default=0)


def draw_pictures(
    drafts: Sequence[PostDraft],
    article: Article,
    brief: Brief,
    site: Site,
    platform: str,
    media: MediaStore,
    *,
    font_book: FontBook | None = None,
) -> dict[str, tuple[Picture, ...]]:
    """The pictures of each draft by its id, in the platform's size, format and weight; films get none.

    Announcements, threads and highlights show the article's own pictures, each another one while there are any, then
    cards; quote cards and questions are drawn. A picture made before is not made again. Pictures of the article that
    cannot be read are passed over. Raises `MissingGlyphs` where a card's words cannot be drawn.
    """
    studio = _Studio(
        article=article,
        brief=brief,
        look=Look.of(site),
        rules=PLATFORMS[platform].pictures,
        media=media,
        book=font_book or FontBook(site.folder),
        photos=iter(_photos(article, media)),
    )
    try:
        return {draft.id: _pictures_of(draft, studio) for draft in drafts}
    except BadInput as error:
        raise error.at(article.key) from error


def _pictures_of(draft: PostDraft, studio: _Studio) -> tuple[Picture, ...]:
    draw = _BY_TYPE.get(draft.type)
    return () if draw is None or studio.rules.per_post < 1 else (draw(draft, studio),)


def _announcement(draft: PostDraft, studio: _Studio) -> Picture:
    photo = next(studio.photos, None)
    if photo is not None:
        return _headline(photo, draft.title or studio.article.title, studio)
    return _title_card(studio)


def _thread(draft: PostDraft, studio: _Studio) -> Picture:
    featured = _featured(draft, studio.brief)
    photo = next(studio.photos, None) if featured is None else None
    if photo is not None:
        return _headline(photo, draft.title or studio.article.title, studio)
    return _card(*(featured or _telling(studio.brief) or _title(studio.article)), studio, tone="dark")


def _highlights(draft: PostDraft, studio: _Studio) -> Picture:
    featured = _featured(draft, studio.brief)
    if featured is not None:
        return _card(*featured, studio)
    photo = next(studio.photos, None)
    if photo is not None:
        sentence = draft.featured or studio.article.title
        return _headline(photo, sentence if len(sentence) <= _POINT else studio.article.title, studio)
    return _card(*(_points(studio.brief) or _telling(studio.brief) or _title(studio.article)), studio)


def _quote_card(draft: PostDraft, studio: _Studio) -> Picture:
    quotes = (*studio.brief.quotes, *studio.brief.key_points, *studio.brief.summary)
    text = draft.featured or (quotes[0].text if quotes else studio.article.title)
    said = next((quote for quote in quotes if quote.text == text), None)
    tone = _TONES[studio.cards % len(_TONES)]
    studio.cards += 1
    content = CardContent(_unquoted(text), _speaker(said, studio.article))
    return _card("quote", content, studio, tone=tone)


def _question(draft: PostDraft, studio: _Studio) -> Picture:
    featured = _featured(draft, studio.brief)
    if featured is not None and featured[0] == "question":
        return _card(*featured, studio)
    if draft.featured:
        return _card("question", CardContent(draft.featured), studio)
    questions = studio.brief.questions
    if questions:
        return _card("question", _asked(questions[0].question, questions[0].answer), studio)
    return _title_card(studio)


_BY_TYPE: dict[PostType, Callable[[PostDraft, _Studio], Picture]] = {
    "announcement": _announcement,
    "thread": _thread,
    "highlights": _highlights,
    "quote_card": _quote_card,
    "faq": _question,
}


def _featured(draft: PostDraft, brief: Brief) -> tuple[CardKind, CardContent] | None:
    """The card for what a draft features, when it is one of the brief's numbers or questions."""
    if not draft.featured:
        return None
    for question in brief.questions:
        if question.question == draft.featured:
            return "question", _asked(question.question, question.answer)
    for number in brief.statistics:
        if draft.featured in (number.value, number.sentence, f"{number.value} {number.label}"):
            return "statistic", CardContent(number.value, number.label)
    return None


def _telling(brief: Brief) -> tuple[CardKind, CardContent] | None:
    number = next(iter(brief.statistics), None)
    return ("statistic", CardContent(number.value, number.label)) if number else None


def _points(brief: Brief) -> tuple[CardKind, CardContent] | None:
    """Three to five short points of the brief: steps, then telling sentences."""
    for texts in ([step.title for step in brief.steps], [point.text for point in brief.key_points]):
        short = [text for text in texts if len(text) <= _POINT][:5]
        if len(short) >= 3:
            return "list", CardContent(brief.title, items=tuple(short))
    return None


def _title(article: Article) -> tuple[CardKind, CardContent]:
    return "title", CardContent(article.title, next(iter(article.tags), ""))


def _title_card(studio: _Studio) -> Picture:
    return _card(*_title(studio.article), studio)


def _asked(question: str, answer: str) -> CardContent:
    """A question with as many whole sentences of its answer as a card holds."""
    if len(answer) <= _ANSWER:
        return CardContent(question, answer)
    ends = [found.end() for found in regex.finditer(r"[.!?。！？؟](?=\s|$)", answer) if found.end() <= _ANSWER]
    return CardContent(question, answer[: ends[-1]] if ends else _shortened(answer, _ANSWER))


def _speaker(said: Excerpt | None, article: Article) -> str:
    """Whose words they are: the person's who is quoted, the author's own, else only where they stand."""
    if said is None or said.place.block >= len(article.blocks):
        return article.title
    if isinstance(said, Quote) and said.spoken:
        return said.speaker or article.title
    own = article.blocks[said.place.block].kind != "quote" and not regex.search(r"[\"“„«]", said.text)
    return article.author if own and article.author else article.title


def _unquoted(text: str) -> str:
    """Without the marks around it: the card draws its own."""
    found = regex.fullmatch(r"\s*[\"“„«‘](?P<inner>[^\"“”„«»]+)[\"”“»’]\s*", text)
    return found["inner"].strip() if found else text


def _photos(article: Article, media: MediaStore) -> Iterator[_Photo]:
    """The article's usable pictures: photographs first, in the article's order; each content once."""
    seen: set[str] = set()
    drawn: list[_Photo] = []
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
        photo = _Photo(source, source.media.key, image)
        if source.before is not None and (image.mode != "RGB" or is_graphic(image)):
            drawn.append(photo)
        else:
            yield photo
    yield from drawn


def _headline(photo: _Photo, headline: str, studio: _Studio) -> Picture:
    """The photo with a headline; without one where no font can draw it."""
    size = studio.rules.feed
    try:
        fonts = studio.book.signature(f"{headline} {studio.look.name}", (studio.look.heading, studio.look.body))
        studio.book.runs(headline, studio.look.heading, weight=800)
    except MissingGlyphs:
        recipe = {"picture": "photo", "photo": photo.key, "ground": studio.look.background}
        return _finished(
            recipe,
            lambda: present(photo.image, size, studio.look.background),
            photo.alt or studio.article.title,
            "feed",
            studio,
        )
    recipe = {"picture": "headline", "photo": photo.key, "headline": headline, "fonts": fonts, **_look_facts(studio)}
    alt = f"{headline} — {photo.alt}" if photo.alt and photo.alt.casefold() != headline.casefold() else headline
    return _finished(
        recipe,
        lambda: draw_headline(photo.image, headline, studio.look, size, book=studio.book, captions=False),
        alt,
        "feed",
        studio,
    )


def _card(kind: CardKind, content: CardContent, studio: _Studio, *, tone: Tone | None = None) -> Picture:
    size = studio.rules.feed
    words = " ".join((content.text, content.label, *content.items, studio.look.name, studio.look.host))
    recipe = {
        "picture": kind,
        "content": asdict(content),
        "tone": tone,
        "fonts": studio.book.signature(words, studio.look.families),
        **_look_facts(studio),
    }
    return _finished(
        recipe,
        lambda: draw_card(kind, content, studio.look, size, book=studio.book, tone=tone, captions=False),
        _described(kind, content),
        _ROLES.get(kind, "feed"),
        studio,
    )


def _finished(
    recipe: dict[str, Any], draw: Callable[[], Image.Image], alt: str, role: Role, studio: _Studio
) -> Picture:
    rules = studio.rules
    limits = {"size": rules.feed, "formats": rules.formats, "max_bytes": rules.max_bytes}
    media = studio.media.make(
        {**recipe, **limits, "version": DRAWING_VERSION},
        SUFFIXES[rules.formats[0]],
        lambda path: save_within(draw(), path, rules.formats, rules.max_bytes),
        kind="pictures",
    )
    return Picture(media=media, alt=_shortened(alt, min(_ALT, rules.alt_limit or _ALT)), role=role)


def _look_facts(studio: _Studio) -> dict[str, Any]:
    facts = asdict(studio.look)
    facts["logo"] = file_digest(studio.look.logo) if studio.look.logo and studio.look.logo.is_file() else None
    return facts


def _described(kind: CardKind, content: CardContent) -> str:
    """A card's words as one alt text."""
    if kind == "quote":
        return f"“{content.text}” — {content.label}" if content.label else f"“{content.text}”"
    if kind == "list":
        points = " ".join(f"{number}. {item}" for number, item in enumerate(content.items, 1))
        return f"{content.text}: {points}"
    if kind == "statistic":
        return f"{content.text} {content.label}".strip()
    if kind == "question":
        return f"{content.text} {content.label}".strip()
    return content.text


def _shortened(text: str, limit: int) -> str:
    """At most `limit` characters, ended at a word with an ellipsis."""
    plain = " ".join(text.split())
    if len(plain) <= limit:
        return plain
    cut = plain[: limit - 1]
    if " " in cut[limit // 2 :]:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:–—-") + "…"
