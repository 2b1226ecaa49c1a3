"""The parts of a post in words: how headline, list, quotation, question, call to action and hashtags look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import regex

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.briefs.quotes import STRONG
from reprise.sites import Site
from reprise.social import carousels
from reprise.social.composing import Item
from reprise.social.conventions import CONVENTIONS, Convention, Part
from reprise.social.counting import length
from reprise.social.hashtags import arranged, hashtags, written
from reprise.social.links import tracked
from reprise.social.material import Material, Piece, Points
from reprise.social.phrases import CALLS, EMOJI, Phrases, form_of_address, phrases, pointer
from reprise.social.plain import clean, mend_brackets
from reprise.social.post import PostType, post_id
from reprise.social.rules import PLATFORMS, Counting, TextRules
from reprise.social.told.posts import ToldPost, ToldPosts

_RANKS: Mapping[Part, int] = MappingProxyType(
    {
        "call": 0, "opening": 1, "quote": 1, "question": 1, "title": 1, "hook": 1, "tags": 4, "answer": 3, "lead": 3,
        "points": 3, "slides": 3, "source": 5, "ask": 6, "aside": 7,
    }
)  # fmt: skip
"""What a post keeps when room is short: lower first."""

_LONGEST_HEADING = 90
_ROOMY = 500  # from this length on hashtags need not compete with the text
_BEGINS_WITH_EMOJI = regex.compile(r"^\s*\p{Extended_Pictographic}")
_HOLDS_EMOJI = regex.compile(r"\p{Extended_Pictographic}")
_TERMINALS = tuple(".!?…。！？؟")
_OUTER_MARKS = '"“”„‟«»「」『』‘’ '


@dataclass(frozen=True)
class Desk:
    """Everything one post is written from. `tags` carry no #; `slides` is the most pictures of a carousel; `told` is
    what somebody has worded of the post."""

    article: Article
    brief: Brief
    site: Site
    type: PostType
    id: str
    link: str
    tags: tuple[str, ...]
    rules: TextRules
    convention: Convention
    slides: int = 0
    told: ToldPost | None = None

    @property
    def language(self) -> str:
        return self.article.language

    @property
    def words(self) -> Phrases:
        return phrases(self.language)

    @property
    def emoji(self) -> bool:
        return self.site.wording.emoji and self.rules.emoji != "none"

    @property
    def has_link(self) -> bool:
        return self.rules.link != "none"

    @property
    def budget(self) -> int:
        """The length to write to. Where there is room above the target, the address does not eat into it."""
        hard = min(self.rules.limit, self.rules.media_limit or self.rules.limit)
        address = length(self.link, self.rules) if self.has_link else 0
        return min(hard, self.rules.target + (address if self.rules.target < self.rules.limit else 0))

    @property
    def title_counting(self) -> Counting:
        """Titles are counted in characters where texts are counted in bytes."""
        return "characters" if self.rules.counting == "bytes" else self.rules.counting

    def title_length(self, title: str) -> int:
        return length(title, self.title_counting)

    def opener(self, text: str) -> str:
        """`text` with the emoji of the article's kind before it, where the platform and the site like that."""
        wanted = self.emoji and self.convention.opener and self.type in ("announcement", "carousel", "video")
        if not wanted or not text or _HOLDS_EMOJI.search(text):
            return text
        return f"{EMOJI[self.brief.kind]} {text}"


def desk_for(
    article: Article,
    brief: Brief,
    site: Site,
    platform: str,
    type_: PostType,
    *,
    number: int = 1,
    told: ToldPosts | None = None,
) -> Desk:
    """The desk of one post, the `number`-th of its type. Raises `BadInput` when the article's address is none."""
    id_ = post_id(article.key, platform, type_, number)
    names = told.hashtags if told else ()
    return Desk(
        article=article,
        brief=brief,
        site=site,
        type=type_,
        id=id_,
        link=tracked(article.url, platform, site.wording.campaign, id_),
        tags=arranged(names, article, brief, site, platform) if names else hashtags(article, brief, site, platform),
        rules=PLATFORMS[platform].text,
        convention=CONVENTIONS[platform],
        slides=PLATFORMS[platform].pictures.per_post,
        told=told.of(type_) if told else None,
    )


def items(desk: Desk, material: Material) -> list[Item]:
    """The parts of a post in the order of its platform's layout; parts without material are left out."""
    found: list[Item] = []
    for part in desk.convention.layouts[desk.type]:
        found += _MAKERS[part](desk, material) if part in _MAKERS else []
    return found


def _opening(desk: Desk, material: Material) -> list[Item]:
    """What tells more than the headline; nothing where somebody has worded how the post begins."""
    return _one("opening", opening_of(desk, material))


def opening_of(desk: Desk, material: Material) -> Piece | None:
    """The sentence that this post opens with, before its headline."""
    if desk.told and (desk.told.title or desk.told.thread):
        return None
    return material.opening if desk.type == "announcement" else material.start


def _title(desk: Desk, material: Material) -> list[Item]:
    text = desk.opener(material.title.text)
    return _one("title", Piece(text, (), material.title.bare), flexible=opening_of(desk, material) is None)


def _lead(desk: Desk, material: Material) -> list[Item]:
    """The summary, a sentence to a paragraph. Where the first finds no room another whole sentence may stand there;
    it is only shortened where the post would say nothing else."""
    most, rank = desk.convention.sentences, _RANKS["lead"]
    shown = material.lead[:most]
    worded = desk.told is not None and bool(desk.told.lead)
    whole = (*shown, *material.spare) if desk.type == "announcement" and not worded else shown
    alone = opening_of(desk, material) is None
    return [
        Item(
            "lead",
            whole if number == 0 else (piece,),
            rank if number == 0 else rank + 2 + number,
            number == 0 and alone,
        )
        for number, piece in enumerate(shown)
    ]


def _hook(desk: Desk, material: Material) -> list[Item]:
    """The telling sentence, whole; alone, without a list below it, with the headline that it is from."""
    listed = "points" in desk.convention.layouts[desk.type] and material.points.items
    worded = desk.told is not None and desk.told.hook is not None  # names what it is about
    alone = material.hook is not None and not listed and not worded
    headline = _from_headline(desk, material) if alone else None
    source = [Item("source", (headline,), _RANKS["hook"])] if headline else []  # before hashtags: it says where we are
    return [*_one("hook", material.hook), *source]


def _points(desk: Desk, material: Material) -> list[Item]:
    listed = material.points
    bullet = desk.convention.bullet
    if not desk.emoji and _BEGINS_WITH_EMOJI.match(bullet):
        bullet = "•"
    versions = []
    for count in range(len(listed.items), 1, -1):
        chosen = listed.some(count)
        heading = _list_heading(desk, material, chosen)
        marks = [f"{number}." for number in chosen.numbers] or [bullet] * count
        lines = [f"{mark} {piece.text}" for mark, piece in zip(marks, chosen.items, strict=True)]
        places = tuple(place for piece in chosen.items for place in piece.places)
        versions.append(Piece("\n".join([heading, *lines] if heading else lines), places))
    return [Item("points", tuple(versions), _RANKS["points"])] if versions else []


def _list_heading(desk: Desk, material: Material, listed: Points) -> str:
    """What sort of list it is, under the article's headline where the post needs to say what it is about."""
    kind = str(getattr(desk.words, listed.heading))
    if listed.numbers and len(listed.items) < listed.total:
        kind = desk.words.partial.format(shown=len(listed.items), all=listed.total)
    title = material.title.text
    layout = desk.convention.layouts[desk.type]
    needed = listed.heading != "points" or ("hook" in layout and material.hook is None)
    if "title" in layout or not needed or not title or length(title, desk.rules) > _LONGEST_HEADING:
        return kind
    if listed.heading == "order" and kind:
        return f"{title}\n{kind}"
    if title[-1] in "?!.:…？！。：":
        return title
    return f"{title}：" if kind.endswith("：") else f"{title}:"


def _quote(desk: Desk, material: Material) -> list[Item]:
    """Somebody's words in the language's quotation marks; a sentence of the article as it is."""
    if material.quote is None:
        return []
    if not material.spoken:
        return _one("quote", material.quote)
    opening, closing = desk.words.quotes
    shown = []
    for text in (material.quote.text, material.quote.bare):
        said = mend_brackets(text.strip(_OUTER_MARKS))
        shown.append(f"{opening}{said if said[-1:] in _TERMINALS else said + '.'}{closing}")
    return _one("quote", Piece(shown[0], material.quote.places, shown[1]))


def _source(desk: Desk, material: Material) -> list[Item]:
    """Who said it, else where it is from."""
    if material.speaker:
        return [Item("source", (Piece(f"— {material.speaker}"),), _RANKS["quote"])]
    return _one("source", _from_headline(desk, material))


def _from_headline(desk: Desk, material: Material) -> Piece | None:
    title = material.title.text
    return Piece(desk.words.source.format(title=title) or f"— {title}") if title else None


def _aside(desk: Desk, material: Material) -> list[Item]:  # noqa: ARG001
    return _one("aside", material.aside)


def _question(desk: Desk, material: Material) -> list[Item]:
    if material.question is None:
        return []
    mark = (
        "❓ " if desk.emoji and desk.convention.pointer and not _BEGINS_WITH_EMOJI.match(material.question.text) else ""
    )
    return _one("question", Piece(mark + material.question.text, material.question.places, material.question.bare))


def _answer(desk: Desk, material: Material) -> list[Item]:  # noqa: ARG001
    return _one("answer", material.answer, flexible=True)


def _slides(desk: Desk, material: Material) -> list[Item]:  # noqa: ARG001
    if desk.told and desk.told.slides:
        return _one("slides", Piece(desk.words.swipe_points))
    return _one("slides", Piece(carousels.announced(desk.brief, desk.words, desk.slides)))


def _ask(desk: Desk, material: Material) -> list[Item]:
    """A question to the reader about what this post shows: as worded for it, else a post's id chooses among ours."""
    if desk.told and desk.told.ask:
        return _one("ask", desk.told.ask)
    question = desk.words.ask(_situation(desk, material), int(desk.id[1:], 16), form_of_address(desk.article))
    return _one("ask", Piece(question))


def _situation(desk: Desk, material: Material) -> str:
    if desk.type == "quote_card":
        said = material.quote.bare if material.quote else ""
        claims = STRONG.search(said)  # else there is nothing to agree with
        return desk.brief.kind if not claims else "spoken" if material.spoken else "statement"
    if desk.type == "faq":
        return "interview" if desk.brief.kind == "interview" else "answer"
    if (
        desk.type == "carousel"
        and not (desk.told and desk.told.slides)
        and carousels.tells_steps(desk.brief, desk.slides)
        and desk.brief.kind != "recipe"
    ):
        return "steps"
    if desk.type == "highlights":
        if material.number:
            return "number"
        if material.points.numbers and desk.brief.kind != "recipe" and desk.rules.target >= _ROOMY:
            return "steps"  # elsewhere the list may have found no room
    return desk.brief.kind


def _call(desk: Desk, material: Material) -> list[Item]:  # noqa: ARG001
    """The call to action with the link; the link alone where there is no room or no word for it."""
    words = call_words(desk)
    hand = f"{pointer(desk.language)} " if desk.emoji and desk.convention.pointer else ""
    if not desk.has_link:
        return _one("call", Piece(hand + words) if words else None)
    gap = "" if words.endswith("：") else " "
    called = Piece(f"{hand}{words}{gap}{desk.link}") if words else Piece(hand + desk.link)
    return [Item("call", (called, Piece(desk.link)), _RANKS["call"])]


def call_words(desk: Desk) -> str:
    """The words of the call to action: the site's own, else as worded for the post, else those of the language for this
    kind of article."""
    own = desk.site.wording.calls_to_action
    choices = own.get(desk.convention.platform) or own.get("default") or ()
    if choices:
        return clean(choices[int(desk.id[1:], 16) % len(choices)], desk.rules.forbidden)
    if not desk.has_link:
        return desk.words.bio
    if desk.told and desk.told.call:
        return desk.told.call
    if desk.convention.short_call and desk.type != "thread":
        return desk.words.short
    kind = CALLS.get(desk.brief.kind, "article")
    if kind in ("steps", "recipe") and not desk.brief.steps:
        kind = "article"  # promise no steps where we found none
    return str(getattr(desk.words, "answers" if desk.type == "faq" and desk.brief.kind == "faq" else kind))


def _tags(desk: Desk, material: Material) -> list[Item]:  # noqa: ARG001
    scarce = desk.rules.target < _ROOMY  # then few, but before the flexible parts take all room
    most = max(2, desk.rules.hashtags[0]) if scarce else len(desk.tags)
    versions = tuple(Piece(written(desk.tags[:count])) for count in range(min(most, len(desk.tags)), 0, -1))
    return [Item("tags", versions, 2 if scarce else _RANKS["tags"])] if versions else []


def _one(part: Part, piece: Piece | None, *, flexible: bool = False) -> list[Item]:
    return [Item(part, (piece,), _RANKS[part], flexible)] if piece is not None and piece.text else []


_MAKERS = MappingProxyType(
    {
        "opening": _opening, "title": _title, "lead": _lead, "hook": _hook, "points": _points, "quote": _quote,
        "source": _source, "aside": _aside, "question": _question, "answer": _answer, "slides": _slides, "ask": _ask,
        "call": _call, "tags": _tags,
    }
)  # fmt: skip
