"""Posts about an article: one draft for each type that a site wants, a platform shows and the article can fill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from reprise.articles.article import Article, Place
from reprise.briefs.brief import Brief
from reprise.sites import Site
from reprise.social import carousels, threads
from reprise.social import hashtags as topics
from reprise.social.composing import Composed, Item, compose
from reprise.social.conventions import CONVENTIONS
from reprise.social.counting import length
from reprise.social.fitting import fit
from reprise.social.material import Material, Piece, gather
from reprise.social.openings import LONGEST
from reprise.social.parts import Desk, call_words, desk_for, items
from reprise.social.plain import clean, mend_brackets, quiet
from reprise.social.post import PostDraft, PostType
from reprise.social.rules import PLATFORMS, TextRules
from reprise.social.slide import Slide
from reprise.social.told.posts import ToldPost, ToldPosts

PRIORITIES: Mapping[PostType, int] = MappingProxyType(
    {
        "video": 60, "announcement": 50, "thread": 40, "carousel": 35, "highlights": 30, "quote_card": 20, "faq": 10,
    }
)  # fmt: skip
"""Higher goes first when several posts about an article wait for a slot."""

EXTRACTIVE = "extractive"
"""Who worded a post that nobody else has."""

_LONGEST_HEADLINE = 150  # of a film, where the platform has no titles

_NEEDED: Mapping[PostType, tuple[frozenset[str], ...]] = MappingProxyType(
    {
        "announcement": (frozenset({"opening", "title", "lead"}),),
        "highlights": (frozenset({"hook", "points"}),),
        "quote_card": (frozenset({"quote"}),),
        "faq": (frozenset({"question"}), frozenset({"answer"})),
        "thread": (frozenset({"opening", "title", "lead"}),),
        "carousel": (frozenset({"opening", "title", "lead"}),),
        "video": (frozenset({"title", "lead"}),),
    }
)  # of each set one part must have found its place, else there is no such post


def write_posts(
    article: Article, brief: Brief, site: Site, platform: str, told: ToldPosts | None = None
) -> tuple[PostDraft, ...]:
    """The drafts of one article for one platform, in the platform's order of types; empty when it is switched off.

    Each type uses other material, dealt out the same way whatever types are wanted. What was `told` takes the place of
    the article's own sentences, part by part. Raises `BadInput` when the article's address is none.
    """
    drafts = (write_post(article, brief, site, platform, type_, told) for type_ in site.post_types(platform))
    return tuple(draft for draft in drafts if draft is not None)


def write_post(
    article: Article, brief: Brief, site: Site, platform: str, type_: PostType, told: ToldPosts | None = None
) -> PostDraft | None:
    """One type of post; None when the platform does not show it or the article has no material for it."""
    rules, convention = PLATFORMS[platform], CONVENTIONS[platform]
    if type_ == "video" or type_ not in rules.types or type_ not in convention.layouts:
        return None
    desk = desk_for(article, brief, site, platform, type_, told=told)
    worded = desk.told or ToldPost()
    material = worded.into(gather(article, brief, convention, rules), brief.statistics)
    if type_ == "thread":
        return _thread(desk, material)
    slides = (worded.slides or slides_of(article, brief, site, platform)) if type_ == "carousel" else ()
    if type_ == "carousel" and not slides:
        return None
    if type_ == "carousel" and not worded.lead:
        said = not worded.slides and (carousels.tells_steps(brief, desk.slides) or carousels.answers(brief))
        # what the slides say, or the announcement, is not said once more, unless the caption would say nothing
        rest = material.lead[convention.sentences :] or (() if material.start else material.spare[:1])
        start, rest = (material.start, rest) if material.start or said else _first_of(rest)
        material = replace(material, lead=() if said else rest, start=start)
    parts = items(desk, material)
    title, left = _title_of(desk, parts, material) if rules.text.title_limit else (None, parts)
    composed = _composed(desk, left)
    moved = parts[0].part if len(left) < len(parts) else None
    if not _complete(type_, composed, title, moved):
        return None
    shown = (*parts[0].versions, *composed.pieces) if moved else composed.pieces
    drawn = Piece("", tuple(place for slide in slides for place in slide.places))
    return _draft(desk, (composed.text,), (*shown, drawn), title, _featured(type_, material))


def _first_of(pieces: tuple[Piece, ...]) -> tuple[Piece | None, tuple[Piece, ...]]:
    """What a caption may open with, and what is left; nothing where the first is too long for a first line."""
    fits = pieces and len(pieces[0].text) <= LONGEST
    return (pieces[0], pieces[1:]) if fits else (None, pieces)


def slides_of(article: Article, brief: Brief, site: Site, platform: str) -> tuple[Slide, ...]:
    """What the pictures of the carousel show, in order; empty when the article has too little for one."""
    if PLATFORMS[platform].pictures.slide is None:
        return ()
    desk = desk_for(article, brief, site, platform, "carousel")
    closing = call_words(desk).rstrip(" :：") or site.name
    return carousels.slides(article, brief, closing, desk.words, desk.slides)


def write_video_post(
    article: Article,
    brief: Brief,
    title: str,
    description: str,
    hashtags: tuple[str, ...],
    site: Site,
    platform: str,
    *,
    number: int = 1,
) -> PostDraft:
    """The draft that carries a film on one platform; `title`, `description` and `hashtags` are the film's, `number`
    that of its format.

    Lines of the description (chapters) are kept where the description is posted whole.
    """
    rules = PLATFORMS[platform].text
    desk = replace(desk_for(article, brief, site, platform, "video", number=number), tags=_given_tags(hashtags, rules))
    lines = [clean(line, rules.forbidden) for line in description.splitlines()]
    headline = _headline(desk, title, article.title, site.name)
    first = next((line for line in lines if line), "")
    whole = rules.link == "first_line"
    body = "\n".join(map(quiet, lines)).strip() if whole else quiet(first)
    material = Material(Piece(quiet(headline), (), headline), (Piece(body, (), first),) if body else ())
    budget = rules.limit if whole else desk.budget
    composed = compose(items(desk, material), budget, rules, desk.language)
    shown = headline if rules.title_limit else None
    places = tuple(excerpt.place for excerpt in brief.summary)
    return _draft(desk, (composed.text,), (Piece("", places),), shown, headline)


def with_hashtags(draft: PostDraft, names: tuple[str, ...]) -> PostDraft:
    """The draft with other hashtags (without #) at the end of its last text; its wording stays."""
    rules = PLATFORMS[draft.platform].text
    *before, last = draft.texts
    names = _given_tags(names, rules)
    text = topics.replaced(last, names, rules.media_limit or rules.limit, rules.counting)
    return draft.model_copy(update={"texts": (*before, text), "hashtags": names})


def _composed(desk: Desk, parts: list[Item]) -> Composed:
    return compose(parts, desk.budget, desk.rules, desk.language)


def _headline(desk: Desk, *candidates: str) -> str:
    """The first of the candidates that can be a title, shortened to the platform's length for one."""
    limit = desk.rules.title_limit or _LONGEST_HEADLINE
    cleaned = (clean(candidate, desk.rules.forbidden) for candidate in candidates)
    fitted = (mend_brackets(fit(text, limit, desk.title_counting, desk.language)) for text in cleaned)
    return next((text for text in fitted if text), "")


def _title_of(desk: Desk, parts: list[Item], material: Material) -> tuple[str, list[Item]]:
    """For platforms with a title: the first part when it is short enough to be one, else the article's headline.

    With it the parts that are left for the text.
    """
    limit = desk.rules.title_limit or 0
    leading = parts[0].versions[0] if parts and parts[0].part in ("opening", "title", "hook", "quote") else None
    if leading and leading.bare:
        whole = desk.opener(leading.bare) if parts[0].part == "title" else leading.bare
        if desk.title_length(whole) <= limit:
            return whole, parts[1:]
    title = _headline(desk, material.title.bare, *(piece.bare for piece in material.lead), desk.site.name)
    said = {"title"} if material.speaker else {"title", "source"}  # which would be the headline once more
    return title, [item for item in parts if item.part not in said]


def _complete(type_: PostType, composed: Composed, title: str | None, moved: str | None) -> bool:
    """Whether every part has found its place that the type cannot do without."""
    found = {*composed.parts, *((moved,) if moved else ()), *(("title",) if title else ())}
    return bool(composed.text) and all(needed & found for needed in _NEEDED[type_])


def _thread(desk: Desk, material: Material) -> PostDraft | None:
    """A hook, one post for each point, and the link at the end."""
    if len(material.thread) < 2:
        return None
    room = desk.rules.limit - length(threads.numbered("", 10, 10), desk.rules)
    shown, all_ = material.thread_steps
    if all_:  # the summary of a procedure repeats its steps
        heading = desk.words.order if shown == all_ else desk.words.partial.format(shown=shown, all=all_)
        material = replace(material, lead=(Piece(heading),))
    elif not (desk.told and desk.told.thread):  # the announcement has the beginning of the summary
        material = replace(material, lead=material.lead[desk.convention.sentences :])
    opening = compose(
        [i for i in items(desk, material) if i.part in ("opening", "title", "lead") and i.versions[0].text],
        room,
        desk.rules,
        desk.language,
    )
    closing = compose([i for i in items(desk, material) if i.part in ("call", "tags")], room, desk.rules, desk.language)
    if not opening.text:
        return None
    body = [piece.text for piece in material.thread]
    texts = threads.split([opening.text, *body], closing.text, desk.rules, desk.language)
    if len(texts) < 4:
        return None  # too little for a thread: a single post says as much
    return _draft(desk, texts, (*opening.pieces, *material.thread), None, material.title.bare)


def _draft(
    desk: Desk, texts: tuple[str, ...], pieces: tuple[Piece, ...], title: str | None, featured: str | None
) -> PostDraft:
    places: dict[Place, None] = dict.fromkeys(place for piece in pieces for place in piece.places)
    shown = tuple(name for name in desk.tags if f"#{name}" in texts[-1].split())
    return PostDraft(
        id=desk.id,
        site=desk.site.id,
        article=desk.article.key,
        platform=desk.convention.platform,
        type=desk.type,
        language=desk.language,
        texts=texts,
        link=desk.link,
        title=title,
        hashtags=shown,
        featured=featured or None,
        sources=tuple(places),
        priority=PRIORITIES[desk.type],
        article_at=desk.article.published_at,
        article_kind=desk.brief.kind,
        slides=desk.told.slides if desk.told else (),
        writer=desk.told.writer if desk.told and desk.told.is_worded else EXTRACTIVE,
    )


def _featured(type_: PostType, material: Material) -> str | None:
    """What the picture shows: the quote, the question, the number, the telling sentence, or the headline."""
    by_type: dict[str, str | None] = {
        "quote_card": material.quote.bare if material.quote else None,
        "faq": material.question.bare if material.question else None,
        "highlights": material.number or (material.hook.bare if material.hook else None),
    }
    return by_type.get(type_) or material.title.bare


def _given_tags(names: tuple[str, ...], rules: TextRules) -> tuple[str, ...]:
    found = dict.fromkeys(name for given in names if (name := topics.tag(given)))
    return tuple(found)[: rules.hashtags[1]]
