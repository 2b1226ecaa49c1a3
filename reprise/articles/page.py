"""A whole web page: the facts in its head, and the part of it that is the article."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from reprise.articles.blocks import one_line, plain
from reprise.errors import BadInput

_ENOUGH = 0.9
_LINE = 25
_SITE_NAME = re.compile(r"\s+[|·•»–—-]\s+")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says about itself; dates as it writes them."""

    title: str = ""
    canonical: str = ""
    description: str = ""
    author: str = ""
    published: str = ""
    modified: str = ""
    language: str = ""
    image: str = ""
    tags: tuple[str, ...] = ()


def read_facts(root: Any, html: str) -> PageFacts:
    """Open Graph, JSON-LD, the usual meta tags and the first heading, the more specific first."""
    meta: dict[str, list[str]] = {}
    for tag in root.iter("meta"):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
        if name and tag.get("content"):
            meta.setdefault(name, []).append(one_line(tag.get("content")))
    data = _structured(root)

    def first(*names: str) -> str:
        return next((meta[name][0] for name in names if meta.get(name)), "")

    author = data.get("author")
    author = author[0] if isinstance(author, list) and author else author
    by = author.get("name") if isinstance(author, dict) else author
    named = first("author", "article:author", "dc.creator")
    return PageFacts(
        title=_text(data.get("headline")) or first("og:title", "twitter:title") or _heading(root),
        canonical=_canonical(root) or first("og:url"),
        description=first("description", "og:description", "twitter:description"),
        author=_text(by) or ("" if named.startswith("http") else named),
        published=_text(data.get("datePublished"))
        or first("article:published_time", "date", "dc.date")
        or _guessed_date(html),
        modified=_text(data.get("dateModified")) or first("article:modified_time", "og:updated_time"),
        language=root.get("lang") or first("og:locale", "language"),
        image=first("og:image", "og:image:url", "twitter:image"),
        tags=tuple(dict.fromkeys(meta.get("article:tag", []))),
    )


def main_text(root: Any, html: str, where: str) -> Any:
    """The smallest element of the page that holds (nearly) all of the article's text.

    trafilatura tells text from navigation; the element is then taken from the page itself, because extraction loses
    code, captions and the places of pictures. Raises `BadInput` when the page has no main text.
    """
    import trafilatura

    body = root.find("body")
    text = trafilatura.extract(html, include_comments=False, include_tables=True, output_format="txt") or ""
    lines = [line for line in (one_line(line) for line in text.splitlines()) if len(line) >= _LINE]
    if body is not None and len(one_line(text)) < _LINE:
        told = [found for found in body.iter("article", "main") if len(plain(found)) >= _LINE]
        if len(told) == 1:
            return told[0]
    if body is None or len(one_line(text)) < _LINE:
        raise BadInput("No main text is found on this page.", where=where, remedy="Check that the page is an article.")
    wanted = lines or [one_line(text)]
    whole = sum(len(line) for line in wanted)
    element, found = body, _found(body, wanted)
    while found >= whole * 0.5:
        inner = [(score, child) for child in element if isinstance(child.tag, str) for score in [_found(child, wanted)]]
        best = max(inner, key=lambda entry: entry[0], default=(0, None))
        if best[1] is None or best[0] < found * _ENOUGH or best[1].tag in ("p", "li", "td"):
            break
        found, element = best
    _trim(element, wanted)
    return element


def _found(element: Any, lines: list[str]) -> int:
    text = "".join(element.itertext()) if element.tag not in ("script", "style") else ""
    squeezed = "".join(text.split())
    return sum(len(line) for line in lines if "".join(line.split())[:80] in squeezed)


def _trim(element: Any, lines: list[str]) -> None:
    """Drop what stands beside the text: footers, sidebars, and trailing parts in which nothing was recognised."""
    for tag in ("footer", "aside", "nav", "form"):
        for found in list(element.iter(tag)):
            if found is not element and _found(found, lines) == 0:
                found.drop_tree()
    for child in reversed(list(element)):
        if not isinstance(child.tag, str):
            continue
        if _found(child, lines) or child.find(".//img") is not None or child.tag in ("pre", "table", "img", "figure"):
            break
        if len(plain(child)) >= _LINE or child.find(".//a") is not None:
            child.drop_tree()


def _guessed_date(html: str) -> str:
    """The day of publication as trafilatura finds it in the text, where nothing tells it."""
    import trafilatura

    facts = trafilatura.extract_metadata(html, extensive=False)
    return str(facts.date or "") if facts else ""


def _structured(root: Any) -> dict[str, Any]:
    """The first JSON-LD object that describes an article."""
    for script in root.iter("script"):
        if script.get("type") != "application/ld+json":
            continue
        try:
            content = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        entries = content if isinstance(content, list) else [content]
        graph = [item for entry in entries if isinstance(entry, dict) for item in _graph(entry)]
        for entry in graph:
            kind = str(entry.get("@type", ""))
            if "Article" in kind or "Posting" in kind:
                return entry
    return {}


def _graph(entry: dict[str, Any]) -> list[dict[str, Any]]:
    inner = entry.get("@graph")
    return [item for item in inner if isinstance(item, dict)] if isinstance(inner, list) else [entry]


def _text(value: Any) -> str:
    return one_line(value) if isinstance(value, str) else ""


def _canonical(root: Any) -> str:
    links = (link for link in root.iter("link") if "canonical" in (link.get("rel") or "").split())
    return next((link.get("href").strip() for link in links if link.get("href")), "")


def _heading(root: Any) -> str:
    """The heading that the page's title repeats, else the longest part of the title, else the first heading."""
    tag = root.find(".//head/title")
    title = plain(tag) if tag is not None else ""
    headings = [text for text in (plain(heading) for heading in root.iter("h1", "h2")) if len(text) > 5]
    repeated = [text for text in headings if text.casefold() in title.casefold()]
    if repeated:
        return max(repeated, key=lambda text: (title.casefold().startswith(text.casefold()), len(text)))
    part = max(_SITE_NAME.split(title), key=len, default="").strip()
    return part or (headings[0] if headings else "")
