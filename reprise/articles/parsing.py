"""From what a source delivers to the article every later step works on."""

from __future__ import annotations

import html as html_entities
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from reprise.articles import blocks, frontmatter, language, page, sanitise
from reprise.articles.article import Article, ArticleImage, Block
from reprise.articles.dates import read_date
from reprise.articles.encoding import MAX_BYTES
from reprise.articles.markdown import to_html
from reprise.articles.raw import RawArticle
from reprise.articles.templating import without_templates
from reprise.digest import digest
from reprise.errors import BadInput
from reprise.sites import Site

MAX_BLOCKS = 5_000
_SIZE_SUFFIX = re.compile(r"-(?:\d{2,4}x\d{2,4}|scaled)(?=\.\w+$)")
_PICTURE_PATH = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$", re.IGNORECASE)
_IGNORED_TAGS = frozenset({"uncategorized", "uncategorised", "post", "posts", "blog", "article"})


@dataclass(frozen=True, slots=True)
class _Content:
    """The body understood: what it says and what its page says about itself."""

    html: str
    blocks: tuple[Block, ...]
    images: tuple[ArticleImage, ...]
    facts: page.PageFacts


def parse(raw: RawArticle, site: Site, *, key: str, revision: int = 1, now: datetime) -> Article:
    """The article of a source's raw content.

    Args:
        key: the article's partition.
        revision: see `Article`; the store knows it (`Articles.record`).
        now: stands in for a publication time that is told nowhere.

    Raises `BadInput` naming the article, what is wrong with it and how to mend it.
    """
    where = f"{key} ({raw.url})" if raw.url else key
    base = raw.base or raw.url or site.url
    content = _content(raw, base, where)
    title = _title(raw, content)
    if not title:
        raise BadInput("It has no title.", where=where, remedy="Give the article a title or a first heading.")
    found, images = _without_title(content, title)
    if not any(block.kind != "heading" for block in found):
        raise BadInput("It has no text.", where=where, remedy="Publish the text, or take the article off the source.")
    images = _with_featured(raw, content.facts, base, images)
    description = _description(raw, content.facts)
    tags = _tags(raw, content.facts)
    published, modified = _dates(raw, content.facts, site, now)
    return Article(
        key=key,
        site=site.id,
        url=_url(raw, content.facts),
        title=title,
        author=_author(raw, content.facts, site),
        published_at=published,
        modified_at=modified,
        language=_language(raw, content, site),
        html=content.html,
        blocks=found,
        images=images,
        tags=tags,
        description=description,
        keywords=frontmatter.words(frontmatter.value(raw.metadata, "keywords")),
        content_hash=content_hash(title, found, images, tags, description),
        revision=revision,
    )


def content_hash(
    title: str,
    found: tuple[Block, ...],
    images: tuple[ArticleImage, ...],
    tags: tuple[str, ...],
    description: str,
) -> str:
    """Names what readers see. Sizes and tokens in a picture's query do not count."""
    pictures = [(_picture_name(image.url), image.alt, image.caption, image.before) for image in images]
    return digest(title, [block.model_dump() for block in found], pictures, tags, description)


def plain_text(text: str) -> str:
    """A title or a description without tags and entities, on one line."""
    if re.search(r"<[a-zA-Z/!]", text):
        text = blocks.plain(sanitise.tree(f"<div>{text}</div>", "text"))
    return blocks.one_line(html_entities.unescape(text))


def _content(raw: RawArticle, base: str, where: str) -> _Content:
    body = raw.markdown if raw.markdown is not None else raw.html or ""
    if len(body) > MAX_BYTES:
        raise BadInput("It is longer than 10 MB.", where=where, remedy="Split the article.")
    if not body.strip():
        raise BadInput("It has no text.", where=where, remedy="Publish the text, or take the article off the source.")
    if raw.markdown is not None:
        stem = PurePosixPath(unquote(urlsplit(base).path)).stem
        body = to_html(without_templates(body, raw.metadata, asset_folder=f"{stem}/"))
    root = sanitise.tree(body, where)
    facts = page.PageFacts()
    if raw.page:
        facts = page.read_facts(root, body)
        root = page.main_text(root, body, where)
    container = sanitise.clean(root, base, where)
    safe = sanitise.to_html(container)
    found, images = blocks.read_blocks(container)
    if len(found) > MAX_BLOCKS:
        raise BadInput(f"It has more than {MAX_BLOCKS} paragraphs.", where=where, remedy="Split the article.")
    return _Content(safe, found, images, facts)


def _title(raw: RawArticle, content: _Content) -> str:
    given = raw.title or frontmatter.word(frontmatter.value(raw.metadata, "title"))
    if given:
        return plain_text(given)[:500]
    top = next((block.text for block in content.blocks if block.kind == "heading" and block.level == 1), "")
    if content.facts.title and content.facts.title.startswith(top or "\n"):
        return top
    if content.facts.title:
        return plain_text(content.facts.title)[:500]
    return (top or next((block.text for block in content.blocks if block.kind == "heading"), ""))[:500]


def _without_title(content: _Content, title: str) -> tuple[tuple[Block, ...], tuple[ArticleImage, ...]]:
    """The blocks without a first heading that only repeats the title."""
    first = content.blocks[0] if content.blocks else None
    if first is None or first.kind != "heading" or _letters(first.text) != _letters(title):
        return content.blocks, content.images
    images = (
        image.model_copy(update={"before": max(0, image.before - 1)}) if image.before is not None else image
        for image in content.images
    )
    return content.blocks[1:], tuple(images)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _with_featured(
    raw: RawArticle, facts: page.PageFacts, base: str, images: tuple[ArticleImage, ...]
) -> tuple[ArticleImage, ...]:
    """The featured picture first; each picture once."""
    given = raw.image.url if raw.image else _image_field(raw.metadata) or facts.image
    unique: dict[str, ArticleImage] = {}
    for image in images:
        unique.setdefault(_picture_name(image.url), image)
    address = _join(base, given)
    if not address:
        return tuple(unique.values())
    alt = raw.image.alt if raw.image else frontmatter.word(frontmatter.value(raw.metadata, "image_alt"))
    caption = raw.image.caption if raw.image else ""
    inline = unique.pop(_picture_name(address), None)
    featured = ArticleImage(
        url=address,
        alt=plain_text(alt) or (inline.alt if inline else ""),
        caption=plain_text(caption) or (inline.caption if inline else ""),
    )
    return (featured, *unique.values())


def _image_field(metadata: Mapping[str, Any]) -> str:
    """The featured picture of front matter: a text, a mapping with its path, or Hugo's page resource."""
    entry = frontmatter.value(metadata, "image")
    if isinstance(entry, dict):
        entry = next((entry[name] for name in ("path", "src", "url", "image", "feature") if name in entry), "")
    elif isinstance(entry, list):
        entry = next(iter(frontmatter.words(entry, limit=1)), "")
    resources = metadata.get("resources")
    if not entry and isinstance(resources, list):
        named = [one for one in resources if isinstance(one, dict) and "featur" in str(one.get("name", "")).lower()]
        entry = named[0].get("src", "") if named else ""
    return frontmatter.word(entry)


def _join(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip().replace(" ", "%20")) if address.strip() else ""
    except ValueError:
        return ""


def _picture_name(url: str) -> str:
    """One name for the sizes of one picture."""
    address = url.partition("#")[0]
    bare = address.partition("?")[0]
    return _SIZE_SUFFIX.sub("", bare) if _PICTURE_PATH.search(bare) else address


def _description(raw: RawArticle, facts: page.PageFacts) -> str:
    given = raw.description or frontmatter.word(frontmatter.value(raw.metadata, "description")) or facts.description
    return plain_text(given)[:2_000]


def _tags(raw: RawArticle, facts: page.PageFacts) -> tuple[str, ...]:
    given = list(raw.tags)
    for field in frontmatter.NAMES["tags"] if not given else ():
        given.extend(frontmatter.words(raw.metadata.get(field)))
    cleaned = (plain_text(tag)[:80] for tag in given or facts.tags)
    unique = {tag.casefold(): tag for tag in reversed(list(cleaned)) if tag and tag.casefold() not in _IGNORED_TAGS}
    return tuple(reversed(unique.values()))[:50]


def _author(raw: RawArticle, facts: page.PageFacts, site: Site) -> str | None:
    given = raw.author or ", ".join(frontmatter.words(frontmatter.value(raw.metadata, "author"))) or facts.author
    return plain_text(given)[:200] or site.author


def _dates(raw: RawArticle, facts: page.PageFacts, site: Site, now: datetime) -> tuple[datetime, datetime]:
    def moment(given: datetime | None, name: str, told: str) -> datetime | None:
        if given is not None:
            return read_date(given, site.zone)
        return read_date(frontmatter.value(raw.metadata, name), site.zone) or read_date(told, site.zone)

    published = moment(raw.published_at, "published", facts.published)
    modified = moment(raw.modified_at, "modified", facts.modified)
    published = published or modified or now.astimezone(UTC)
    return published, max(published, modified or published)


def _language(raw: RawArticle, content: _Content, site: Site) -> str:
    """What the article itself says, else the site's setting, else what its text looks like."""
    told = raw.language or frontmatter.word(frontmatter.value(raw.metadata, "language"))
    own = language.language_code(told)
    if own:
        return own
    if "language" in site.model_fields_set:
        return site.language
    words = " ".join(block.text for block in content.blocks if block.kind != "code")
    return language.detect(words) or language.language_code(content.facts.language) or site.language


def _url(raw: RawArticle, facts: page.PageFacts) -> str:
    """The canonical address where it is a usable one, else the source's."""
    canonical = _join(raw.url, facts.canonical)
    try:
        parts = urlsplit(canonical)
    except ValueError:
        return raw.url
    usable = parts.scheme in ("http", "https") and parts.netloc and parts.path.strip("/")
    return canonical if usable else raw.url
