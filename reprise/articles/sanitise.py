"""From any HTML to a small, safe tree: no scripts, no navigation, only tags and links that carry content."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.etree
import lxml.html
import nh3

from reprise.errors import BadInput

MAX_DEPTH = 200
_OPENING = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*?)(/?)>")
# Tags that never hold content, or that a browser closes by itself.
_NOT_NESTING = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "option",
        "optgroup",
        "colgroup",
        "html",
        "head",
        "body",
    ]
)
_DROPPED = frozenset(
    [
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "applet",
        "form",
        "button",
        "select",
        "textarea",
        "nav",
        "noscript",
        "template",
        "svg",
        "math",
        "audio",
        "video",
        "canvas",
        "map",
        "dialog",
        "menu",
        "footer",
        "title",
        "head",
    ]
)
_KEPT = frozenset(
    [
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "p",
        "br",
        "hr",
        "div",
        "section",
        "article",
        "main",
        "header",
        "blockquote",
        "q",
        "cite",
        "pre",
        "code",
        "kbd",
        "samp",
        "var",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "figure",
        "figcaption",
        "img",
        "a",
        "em",
        "strong",
        "b",
        "i",
        "u",
        "s",
        "del",
        "ins",
        "sub",
        "sup",
        "small",
        "mark",
        "abbr",
        "time",
        "span",
        "details",
        "summary",
        "ruby",
        "rt",
        "rp",
        "address",
        "aside",
        "picture",
        "center",
    ]
)
_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start", "reversed"},
    "li": {"value"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "time": {"datetime"},
    "code": {"class"},
    "pre": {"class"},
    "div": {"class"},
    "p": {"class"},
    "span": {"class"},
    "figcaption": {"class"},
}
_NOISE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:sharedaddy|share|sharing|share-buttons?|social-?(?:links|share|icons)|jp-relatedposts|"
    r"related-?posts?|post-navigation|nav-links|navigation|breadcrumbs?|comments?(?:-area|-list|-respond)?|respond|"
    r"newsletter|subscribe|advert(?:isement)?|toc|table-of-contents|skip-link|footnotes|footnote-(?:ref|backref)|"
    r"headerlink|header-anchor|anchor-link|mw-editsection|editsection|noprint|printfooter|navbox|catlinks|"
    r"hatnote|dablink|screen-reader-text|sr-only|visually-hidden|cookie-?(?:banner|notice)|wp-block-(?:navigation|search|calendar|"
    r"archives|categories|tag-cloud|latest-posts|latest-comments|page-list|rss|social-links|query|query-pagination|"
    r"loginout|comments|post-comments-form|comment-template))(?:$|\s)",
    re.IGNORECASE,
)
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-orig-file", "data-large-file")
_SCHEMES = {"http", "https", "mailto", "tel"}


def check_depth(html: str, where: str) -> None:
    """Raises `BadInput` for nesting that no writer produces but that brings parsers down."""
    depth = 0
    for slash, name, _, closed in _OPENING.findall(html):
        if closed or name.lower() in _NOT_NESTING:
            continue
        depth = max(0, depth - 1) if slash else depth + 1
        if depth > MAX_DEPTH:
            raise BadInput(
                f"Its elements are nested more than {MAX_DEPTH} deep.", where=where, remedy="Close the open tags."
            )


def tree(html: str, where: str) -> Any:
    """The document parsed by lxml, its root. Raises `BadInput` when nothing can be made of it."""
    check_depth(html, where)
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(html.encode("utf-8", errors="replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise BadInput("Its HTML cannot be parsed.", where=where, remedy="Check the page in a validator.") from error
    return root


def clean(root: Any, base: str, where: str) -> Any:
    """A sanitised copy of a tree as one `div`, links and pictures resolved against `base`."""
    _load_lazy_pictures(root)
    _mark_captions(root)
    _drop_noise(root)
    html = lxml.html.tostring(root, encoding="unicode")
    safe = nh3.clean(
        html,
        tags=set(_KEPT),
        clean_content_tags=set(_DROPPED),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    body = tree(f"<div>{safe}</div>", where).find("body")
    container = body[0] if len(body) == 1 and not (body.text or "").strip() else body
    _resolve(container, base)
    return container


def to_html(container: Any) -> str:
    """The inner HTML of a cleaned tree."""
    inner = container.text or ""
    escaped = inner.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    parts = [lxml.html.tostring(child, encoding="unicode") for child in container]
    return (escaped + "".join(parts)).strip()


def _load_lazy_pictures(root: Any) -> None:
    for image in root.iter("img"):
        source = (image.get("src") or "").strip()
        if not source or source.startswith("data:") or "placeholder" in source:
            better = next((image.get(name) for name in _LAZY if image.get(name)), None) or _largest(image)
            if better:
                image.set("src", better.strip())
    for noscript in list(root.iter("noscript")):
        before = noscript.getprevious()
        shown = before is not None and before.tag == "img" and not (before.get("src") or "data:").startswith("data:")
        if noscript.find(".//img") is not None and not shown:
            noscript.tag = "span"


def _mark_captions(root: Any) -> None:
    """Captions from before HTML had `figure` (WordPress, MediaWiki)."""
    for element in root.iter("div", "dl", "p", "span", "dd"):
        names = set((element.get("class") or "").split())
        if names & {"wp-caption", "thumbinner", "image-caption-container"}:
            element.tag = "figure"
        elif names & {"wp-caption-text", "wp-caption-dd", "thumbcaption"}:
            element.tag = "figcaption"


def _largest(image: Any) -> str | None:
    """The widest candidate of `srcset`."""
    candidates = []
    for entry in (image.get("srcset") or image.get("data-srcset") or "").split(", "):
        address, _, width = entry.strip().partition(" ")
        digits = re.sub(r"\D", "", width.split(".")[0])
        candidates.append((int(digits) if digits else 1, address))
    best = max(candidates, default=(0, ""))
    return best[1] or None


def _drop_noise(root: Any) -> None:
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None or element.tag in ("body", "html"):
            continue
        names = f"{element.get('class') or ''} {element.get('id') or ''}".strip()
        hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
        invisible = re.search(r"display:\s*none|visibility:\s*hidden", element.get("style") or "")
        if (
            ((hidden or invisible) and element.tag != "img" and element.find(".//img") is None)
            or (
                names
                and _NOISE_CLASS.search(names)
                and element.tag not in ("article", "main", "h1", "h2", "pre", "code")
            )
            or (element.tag in ("sup", "a") and re.match(r"#(?:fn|cite_note|footnote)", _href(element)))
        ):
            element.drop_tree()


def _href(element: Any) -> str:
    link = element if element.tag == "a" else element.find(".//a")
    return (link.get("href") or "") if link is not None else ""


def _resolve(container: Any, base: str) -> None:
    for element in container.iter("a", "img"):
        name = "href" if element.tag == "a" else "src"
        address = (element.get(name) or "").strip()
        if not address:
            continue
        try:
            resolved = urljoin(base, address)
            if element.tag == "a" and urlsplit(resolved).scheme == "file":
                resolved = address  # a link between files of the folder leads nowhere on the web
        except ValueError:
            del element.attrib[name]
            continue
        element.set(name, resolved.replace(" ", "%20"))
