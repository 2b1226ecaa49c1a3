"""An RSS, Atom, RDF or JSON feed, also a broken one as far as its items can be told apart.

What an item says is kept in its reference, so an article can be read again long after it has left the feed.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin
from xml.sax import SAXException, handler
from zoneinfo import ZoneInfo

import defusedxml.sax
import feedparser
from defusedxml.common import DefusedXmlException

from reprise.articles.dates import read_date
from reprise.articles.encoding import decode
from reprise.articles.identity import identities, normalise_url, tell_apart
from reprise.articles.parsing import plain_text
from reprise.articles.presence import THERE, Presence, Sought, gone, unknown
from reprise.articles.raw import Changes, Listed, RawArticle, RawImage
from reprise.characters import load_json
from reprise.digest import digest
from reprise.errors import BadInput, Unavailable
from reprise.sites import FeedSource
from resources.http import MEGABYTE, Response, shown
from resources.sources.base import SourceContext

_ACCEPT = "application/feed+json, application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"
_KEPT_CONTENT = 500_000
_SUMMARY = 1_500
_MISSING = (404, 410)
_UTC = ZoneInfo("UTC")
_CUT = re.compile(
    r"(?:…|\.\.\.|\[\.\.\.\]|\[…\]|continue reading\W*|"
    r"read (?:on|more|the rest|(?:the )?full (?:article|story|post))\W*)$",
    re.IGNORECASE,
)


class FeedArticles:
    """The items of a feed. `reference` holds the item itself."""

    def __init__(self, context: SourceContext) -> None:
        settings = context.site.source
        assert isinstance(settings, FeedSource)
        self._site = context.site
        self._fetcher = context.fetcher
        self._clock = context.clock
        self._settings = settings
        self._answers: bool | None = None

    def changes(self, cursor: dict[str, Any] | None) -> Changes:
        """The published items, oldest first; none when the server says that nothing changed."""
        answer = self._fetcher.get(
            self._settings.url, headers=_conditions(cursor or {}), accept_status=(304,), max_bytes=20 * MEGABYTE
        )
        if answer.status == 304:
            return Changes([], dict(cursor or {}))
        now = self._clock.now()
        everything = self._items(answer)
        items = [item for item in everything if not _is_future(item, now)]
        items.sort(key=lambda item: str(item.get("published") or item.get("updated") or ""))
        listed = tell_apart(_listed(item) for item in items)
        kept = {name: answer.headers[name] for name in ("etag", "last-modified") if name in answer.headers}
        waiting = len(items) < len(everything)  # an item of the future is due although the feed stays the same
        return Changes(listed, {} if waiting else kept)

    def read(self, reference: Mapping[str, Any]) -> RawArticle:
        url, title = str(reference.get("url") or ""), str(reference.get("title") or "")
        content, summary = str(reference.get("content") or ""), str(reference.get("summary") or "")
        page = None
        if url and self._settings.full_pages and _is_summary(content, summary):
            page = self._fetcher.get(url, types=("text/html", "application/xhtml+xml"))
        elif not content and not summary:
            raise BadInput(
                "The feed carries no text of this item.",
                where=url or title,
                remedy="Set source.full_pages, or let the feed carry whole articles.",
            )
        image = str(reference.get("image") or "")
        return RawArticle(
            reference=dict(reference),
            identities=tuple(reference.get("identities") or ()),
            url=page.url if page and not url else url,
            title=title,
            html=_page_text(page) if page else content or summary,
            page=page is not None,
            base=page.url if page else url,
            author=str(reference.get("author") or "") or None,
            published_at=read_date(reference.get("published"), self._site.zone),
            modified_at=read_date(reference.get("updated"), self._site.zone),
            language=str(reference.get("language") or "") or None,
            tags=tuple(str(tag) for tag in reference.get("tags") or ()),
            description="" if not content and page is None else _description(summary, content),
            image=RawImage(image) if image else None,
        )

    def presence(self, sought: Sought) -> Presence:
        """Gone when its page answers 404 or 410 while the feed itself can be had. Feeds drop old items, and pages
        that refuse readers may let people in: neither says anything."""
        if not sought.url.startswith(("http://", "https://")):
            return unknown("The feed gives no address of this item.")
        page = self._fetcher.get(sought.url, accept_status=_MISSING)
        if page.status not in _MISSING:
            return THERE
        if not self._feed_answers():
            return unknown("Its page is missing, but the feed is too.")
        return gone(f"Its page answers {page.status}.")

    def _feed_answers(self) -> bool:
        """Whether the feed can be had; asked for once."""
        if self._answers is None:
            try:
                self._items(self._fetcher.get(self._settings.url, headers=_conditions({}), max_bytes=20 * MEGABYTE))
            except (BadInput, Unavailable):
                self._answers = False
            else:
                self._answers = True
        return self._answers

    def _items(self, answer: Response) -> list[dict[str, Any]]:
        where = f"{self._site.id}: {shown(answer.url)}"
        data = _unpacked(answer.content, where)
        is_json = data.lstrip()[:1] == b"{"
        items = _json_items(data, where) if is_json else _xml_items(data, answer, where)
        return [item for item in items if item.get("url") or item.get("content") or item.get("summary")]


def _conditions(cursor: Mapping[str, Any]) -> dict[str, str]:
    headers = {"Accept": _ACCEPT}
    if cursor.get("etag"):
        headers["If-None-Match"] = str(cursor["etag"])
    if cursor.get("last-modified"):
        headers["If-Modified-Since"] = str(cursor["last-modified"])
    return headers


def _listed(item: dict[str, Any]) -> Listed:
    url = str(item.get("url") or "")
    names = identities(guid=str(item.get("id") or ""), url=url)
    title = plain_text(str(item.get("title") or ""))
    return Listed({**item, "identities": list(names)}, names, url, title, _mark(item, title))


def _mark(item: Mapping[str, Any], title: str) -> str:
    """Changes with what is read. Addresses and markup do not count: trackers and resizers change at every request.
    A date counts only where the feed does not carry the text."""
    words = plain_text(str(item.get("content") or item.get("summary") or ""))
    edited = item.get("updated") if not item.get("content") else None
    return digest(title, words, normalise_url(str(item.get("url") or "")), edited)


def _is_summary(content: str, summary: str) -> bool:
    """Whether the article goes on elsewhere: it breaks off, or there is only a short description."""
    words = plain_text(content or summary)
    return bool(_CUT.search(words)) or (not content and len(words) < _SUMMARY)


def _description(summary: str, content: str) -> str:
    text = plain_text(summary)
    return "" if _CUT.search(text) or (content and plain_text(content) == text) else text


def _is_future(item: Mapping[str, Any], now: datetime) -> bool:
    published = item.get("published")
    return isinstance(published, str) and datetime.fromisoformat(published) > now


def _page_text(page: Response) -> str:
    return decode(page.content, where=shown(page.url), declared=page.charset, is_html=True)


def _unpacked(data: bytes, where: str) -> bytes:
    """The feed itself, where a server sends a .gz file without saying so."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    unpack = zlib.decompressobj(wbits=31)
    try:
        content = unpack.decompress(data, 20 * MEGABYTE)
    except zlib.error as error:
        raise BadInput("The packed feed is damaged.", where=where) from error
    if unpack.unconsumed_tail:
        raise BadInput("The packed feed is larger than 20 MB.", where=where, remedy="Shorten the feed.")
    return content


def _xml_items(data: bytes, answer: Response, where: str) -> list[dict[str, Any]]:
    _refuse_entities(data, where)
    headers = {"content-type": answer.headers.get("content-type", ""), "content-location": answer.url}
    try:
        parsed = feedparser.parse(io.BytesIO(data), response_headers=headers)
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        raise BadInput("The feed cannot be read.", where=where, remedy="Check it in a feed validator.") from error
    if not parsed.entries and not parsed.get("version"):
        raise BadInput(
            "This is no feed.", where=where, remedy="Set source.url to the feed itself, often /feed/ or /rss.xml."
        )
    language = str(parsed.feed.get("language") or "")
    return [_from_entry(entry, answer.url, language) for entry in parsed.entries]


def _refuse_entities(data: bytes, where: str) -> None:
    """Entities declared in a document may unfold to gigabytes; no feed needs them."""
    try:
        defusedxml.sax.parseString(data, handler.ContentHandler())
    except DefusedXmlException as error:
        raise BadInput(
            "The feed declares XML entities, as attacks do.", where=where, remedy="Remove its DOCTYPE's entities."
        ) from error
    except (SAXException, ValueError, LookupError, OSError):
        pass  # not well-formed: feedparser takes it apart without expanding anything


def _from_entry(entry: Any, feed_url: str, language: str) -> dict[str, Any]:
    content = max((str(part.get("value") or "") for part in entry.get("content") or []), key=len, default="")
    summary = str(entry.get("summary") or "")
    if not content and len(plain_text(summary)) > _SUMMARY:
        content, summary = summary, ""
    return _item(
        id=str(entry.get("id") or ""),
        url=_link(entry, feed_url),
        title=str(entry.get("title") or ""),
        content=content if content != summary else summary,
        summary=summary if content != summary else "",
        author=str(entry.get("author_detail", {}).get("name") or entry.get("author") or ""),
        published=_moment(entry.get("published_parsed")),
        updated=_moment(dict.get(entry, "updated_parsed")),  # its own `get` passes off the published date
        tags=[str(tag.get("term")) for tag in entry.get("tags") or [] if tag.get("term")],
        language=str((entry.get("content") or [{}])[0].get("language") or "") or language,
        image=_image(entry),
    )


def _item(**fields: Any) -> dict[str, Any]:
    """An item as JSON, without what is empty, its text bounded."""
    if len(fields.get("content") or "") > _KEPT_CONTENT:
        fields["content"] = ""  # the page is read instead
    fields["summary"] = str(fields.get("summary") or "")[:20_000]
    return {name: value for name, value in fields.items() if value}


def _link(entry: Any, feed_url: str) -> str:
    links = [link for link in entry.get("links") or [] if link.get("href")]
    pages = [link for link in links if link.get("rel", "alternate") == "alternate"]
    pages.sort(key=lambda link: link.get("type", "text/html") != "text/html")
    original = entry.get("feedburner_origlink")
    address = str(original or (pages[0]["href"] if pages else entry.get("link") or ""))
    try:
        resolved = urljoin(feed_url, address.strip()) if address.strip() else ""
    except ValueError:
        return ""
    return resolved if resolved.startswith(("http://", "https://")) else ""


def _moment(parsed: Any) -> str | None:
    if not parsed:
        return None
    try:
        return datetime(*parsed[:6]).replace(tzinfo=UTC).isoformat()  # noqa: DTZ001 - feedparser tells UTC
    except (ValueError, TypeError, OverflowError):
        return None


def _image(entry: Any) -> str:
    candidates = [
        *(entry.get("media_content") or []),
        *(link for link in entry.get("links") or [] if link.get("rel") == "enclosure"),
        *(entry.get("media_thumbnail") or []),
    ]
    for candidate in candidates:
        address = str(candidate.get("url") or candidate.get("href") or "")
        kind = str(candidate.get("medium") or candidate.get("type") or "image")
        if address.startswith(("http://", "https://")) and kind.startswith("image"):
            return address
    return ""


def _json_items(data: bytes, where: str) -> list[dict[str, Any]]:
    try:
        feed = load_json(decode(data, where=where))
    except (ValueError, RecursionError) as error:
        raise BadInput("The JSON feed cannot be read.", where=where, remedy="Check it in a validator.") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise BadInput("This is no JSON feed.", where=where, remedy="It needs `version` and `items`.")
    return [_from_json(item, feed) for item in items if isinstance(item, dict)]


def _from_json(item: dict[str, Any], feed: dict[str, Any]) -> dict[str, Any]:
    authors = item.get("authors") or ([item["author"]] if isinstance(item.get("author"), dict) else [])
    names = [str(author["name"]) for author in authors if isinstance(author, dict) and author.get("name")]
    text = str(item.get("content_text") or "")
    paragraphs = "".join(f"<p>{_escaped(part)}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())
    published = read_date(item.get("date_published"), _UTC)
    updated = read_date(item.get("date_modified"), _UTC)
    tags = item.get("tags")
    return _item(
        id=str(item.get("id") or ""),
        url=str(item.get("url") or item.get("external_url") or ""),
        title=str(item.get("title") or ""),
        content=str(item.get("content_html") or paragraphs),
        summary=str(item.get("summary") or ""),
        author=", ".join(names),
        published=published.isoformat() if published else None,
        updated=updated.isoformat() if updated else None,
        tags=[str(tag) for tag in tags] if isinstance(tags, list) else [],
        language=str(item.get("language") or feed.get("language") or ""),
        image=str(item.get("image") or item.get("banner_image") or ""),
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
