"""The pictures of posts: for each post what its type calls for, at its platform's size, with the words for those who
cannot see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import regex

from reprise.articles.article import Article
from reprise.briefs.brief import Brief, Excerpt, Quote
from reprise.errors import BadInput
from reprise.graphics.cards import CardContent, CardKind, Tone
from reprise.graphics.fonts import FontBook
from reprise.graphics.look import Look
from reprise.media import MediaStore
from reprise.sites import Site
from reprise.social.post import Picture, PostDraft, PostType
from reprise.social.rules import PLATFORMS
from reprise.social.slides import draw_slides
from reprise.social.studio import Studio, card, headlined, photos, shortened

_POINT = 110  # characters of a point on a list card
_ANSWER = 240  # characters of an answer on a question card
_TONES: tuple[Tone, ...] = ("light", "primary", "dark")


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
    cards; quote cards and questions are drawn; a carousel gets its slides. A picture made before is not made again.
    Pictures of the article that cannot be read are passed over. Raises `MissingGlyphs` where a card's words cannot be
    drawn.
    """
    studio = Studio(
        article=article,
        brief=brief,
        site=site,
        platform=platform,
        look=Look.of(site),
        rules=PLATFORMS[platform].pictures,
        media=media,
        book=font_book or FontBook(site.folder),
        photos=iter(photos(article, media)),
    )
    try:
        return {draft.id: _pictures_of(draft, studio) for draft in drafts}
    except BadInput as error:
        raise error.at(article.key) from error


def _pictures_of(draft: PostDraft, studio: Studio) -> tuple[Picture, ...]:
    if draft.type == "carousel":
        return draw_slides(studio, draft.slides)
    draw = _BY_TYPE.get(draft.type)
    return () if draw is None or studio.rules.per_post < 1 else (draw(draft, studio),)


def _announcement(draft: PostDraft, studio: Studio) -> Picture:
    photo = next(studio.photos, None)
    if photo is not None:
        return headlined(photo, draft.title or studio.article.title, studio)
    return _title_card(studio)


def _thread(draft: PostDraft, studio: Studio) -> Picture:
    featured = _featured(draft, studio.brief)
    photo = next(studio.photos, None) if featured is None else None
    if photo is not None:
        return headlined(photo, draft.title or studio.article.title, studio)
    return card(*(featured or _telling(studio.brief) or _title(studio.article)), studio, tone="dark")


def _highlights(draft: PostDraft, studio: Studio) -> Picture:
    featured = _featured(draft, studio.brief)
    if featured is not None:
        return card(*featured, studio)
    photo = next(studio.photos, None)
    if photo is not None:
        sentence = draft.featured or studio.article.title
        return headlined(photo, sentence if len(sentence) <= _POINT else studio.article.title, studio)
    return card(*(_points(studio.brief) or _telling(studio.brief) or _title(studio.article)), studio)


def _quote_card(draft: PostDraft, studio: Studio) -> Picture:
    quotes = (*studio.brief.quotes, *studio.brief.key_points, *studio.brief.summary)
    text = draft.featured or (quotes[0].text if quotes else studio.article.title)
    said = next((quote for quote in quotes if quote.text == text), None)
    tone = _TONES[studio.cards % len(_TONES)]
    studio.cards += 1
    content = CardContent(_unquoted(text), _speaker(said, studio.article))
    return card("quote", content, studio, tone=tone)


def _question(draft: PostDraft, studio: Studio) -> Picture:
    featured = _featured(draft, studio.brief)
    if featured is not None and featured[0] == "question":
        return card(*featured, studio)
    if draft.featured:
        return card("question", CardContent(draft.featured), studio)
    questions = studio.brief.questions
    if questions:
        return card("question", _asked(questions[0].question, questions[0].answer), studio)
    return _title_card(studio)


_BY_TYPE: dict[PostType, Callable[[PostDraft, Studio], Picture]] = {
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


def _title_card(studio: Studio) -> Picture:
    return card(*_title(studio.article), studio)


def _asked(question: str, answer: str) -> CardContent:
    """A question with as many whole sentences of its answer as a card holds."""
    if len(answer) <= _ANSWER:
        return CardContent(question, answer)
    ends = [found.end() for found in regex.finditer(r"[.!?。！？؟](?=\s|$)", answer) if found.end() <= _ANSWER]
    return CardContent(question, answer[: ends[-1]] if ends else shortened(answer, _ANSWER))


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
