"""A WordPress site through its REST API.

Posts are listed by their modification time, ascending, each page from where the last one ended: edits made meanwhile
move posts to the end, where they are met again, and none slips through between two pages.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from reprise.articles.dates import read_date
from reprise.articles.identity import identities
from reprise.articles.parsing import plain_text
from reprise.articles.presence import THERE, Presence, Sought, gone, unknown
from reprise.articles.raw import Changes, Listed, RawArticle, RawImage
from reprise.errors import BadInput, BadSettings
from reprise.sites import WordPressSource
from resources.http import Response, shown
from resources.sources.base import SourceContext

_PAGE = 100
_PAGES_PER_LISTING = 5
# WordPress compares `modified_after` with the site's wall clock, which repeats an hour in autumn.
_OVERLAP = timedelta(minutes=90)
_FIELDS = "id,link,guid,title,modified,modified_gmt,status,type"


class WordPressArticles:
    """The published posts of a site. `reference` is `{"type": "posts", "id": 12}`."""

    def __init__(self, context: SourceContext) -> None:
        settings = context.site.source
        assert isinstance(settings, WordPressSource)
        self._site = context.site
        self._fetcher = context.fetcher
        self._types = settings.post_types
        self._root = settings.url.rstrip("/")
        self._auth = _credentials(settings, context)
        self._plain_routes = False

    def changes(self, cursor: dict[str, Any] | None) -> Changes:
        """New and edited posts of every type, at most 500 of each per call."""
        positions = {name: dict(place) for name, place in (cursor or {}).items() if isinstance(place, dict)}
        items: list[Listed] = []
        more = False
        for kind in self._types:
            found, place, unfinished = self._changes(kind, positions.get(kind, {}))
            items += found
            positions[kind] = place
            more = more or unfinished
        return Changes(items, positions, more)

    def read(self, reference: Mapping[str, Any]) -> RawArticle:
        kind, number = str(reference.get("type", "posts")), int(reference.get("id", 0))
        where = f"{kind} {number} of {shown(self._root)}"
        try:
            answer = self._get(f"{kind}/{number}", {"_embed": "author,wp:term,wp:featuredmedia"})
        except BadInput as error:
            raise error.at(where) from error
        post = answer.json()
        if not isinstance(post, dict) or "content" not in post:
            raise BadInput("WordPress answered without a post.", where=where, remedy="Open it in the editor.")
        return self._article(post, dict(reference), kind, where)

    def presence(self, sought: Sought) -> Presence:
        """What the REST API says of this one post. Without credentials it does not show a post that is no longer
        public, and answers 401 or 403; that counts only while it lists others."""
        kind, number = str(sought.reference.get("type", "posts")), int(sought.reference.get("id", 0))
        fields = {"_fields": "id,status,content"}
        answer = self._ask(f"{kind}/{number}", fields, accept_status=(401, 403, 404, 410))
        post = answer.json()
        code = str(post.get("code", "")) if isinstance(post, dict) else ""
        if answer.status in (404, 410):
            if code == "rest_post_invalid_id":
                return gone("WordPress no longer has it.")
            return unknown(f"WordPress answers {answer.status} ({code or 'without a reason'}).")
        if answer.status in (401, 403):
            return gone("It is no longer public.") if self._lists(kind) else unknown("WordPress lets nobody read.")
        if not isinstance(post, dict) or "status" not in post:
            return unknown("WordPress answered without a post.")
        if post["status"] != "publish":
            return gone(f"Its status in WordPress is {post['status']}.")
        is_protected = isinstance(post.get("content"), dict) and post["content"].get("protected")
        return gone("It is protected by a password.") if is_protected else THERE

    def _lists(self, kind: str) -> bool:
        """Whether the API shows published posts to us."""
        answer = self._ask(kind, {"per_page": 1, "_fields": "id"}, accept_status=(400, 401, 403))
        return answer.status == 200 and isinstance(answer.json(), list)

    def _changes(self, kind: str, place: dict[str, Any]) -> tuple[list[Listed], dict[str, Any], bool]:
        """Posts from `place`: `after` is the site's wall clock, `page` counts where a full page is one moment."""
        after, page, overlap = place.get("after"), int(place.get("page", 1)), bool(place.get("overlap", True))
        newest = str(after or "")
        found: dict[int, Listed] = {}
        for _ in range(_PAGES_PER_LISTING):
            posts = self._page(kind, after, page, overlap)
            found.update((int(post["id"]), self._listed(post, kind)) for post in posts)
            last = str(posts[-1]["modified"]) if posts else ""
            newest = max(newest, last)
            if len(posts) < _PAGE:
                return list(found.values()), {"after": newest or None, "page": 1, "overlap": True}, False
            if _start(last, overlap=False) > _start(after, overlap=overlap):
                after, page, overlap = last, 1, False
            else:
                page += 1
        return list(found.values()), {"after": after, "page": page, "overlap": overlap}, True

    def _page(self, kind: str, after: str | None, page: int, overlap: bool) -> list[dict[str, Any]]:
        parameters: dict[str, str | int] = {
            "per_page": _PAGE,
            "page": page,
            "orderby": "modified",
            "order": "asc",
            "status": "publish",
            "_fields": _FIELDS,
        }
        if after:
            parameters["modified_after"] = _start(after, overlap=overlap)
        answer = self._get(kind, parameters, accept_status=(400,))
        content = answer.json()
        if answer.status == 400:
            if isinstance(content, dict) and content.get("code") == "rest_post_invalid_page_number":
                return []
            raise BadInput(f"WordPress refused the listing ({_message(content)}).", where=shown(answer.url))
        if not isinstance(content, list):
            raise BadInput("WordPress answered without a list of posts.", where=shown(answer.url))
        return [post for post in content if isinstance(post, dict) and "id" in post and "modified" in post]

    def _get(self, route: str, parameters: Mapping[str, str | int], *, accept_status: tuple[int, ...] = ()) -> Response:
        """An answer of the API. Raises `BadInput` for what it does not have."""
        return _checked(self._ask(route, parameters, accept_status=accept_status), self._root)

    def _ask(self, route: str, parameters: Mapping[str, str | int], *, accept_status: tuple[int, ...] = ()) -> Response:
        """An answer of the API: under /wp-json, or where permalinks are plain, through `?rest_route=`."""
        if not self._plain_routes:
            answer = self._fetcher.get(
                f"{self._root}/wp-json/wp/v2/{route}",
                params=parameters,
                auth=self._auth,
                accept_status=(*accept_status, 404),
            )
            if _is_api(answer):
                return answer
        answer = self._fetcher.get(
            f"{self._root}/",
            params={"rest_route": f"/wp/v2/{route}", **parameters},
            auth=self._auth,
            accept_status=(*accept_status, 404),
        )
        if not _is_api(answer):
            raise BadInput(
                "There is no WordPress REST API at this address.",
                where=f"{self._site.id}: {shown(self._root)}",
                remedy="Check source.url; a plugin may also have switched the API off.",
            )
        self._plain_routes = True
        return answer

    def _listed(self, post: dict[str, Any], kind: str) -> Listed:
        number, link = int(post["id"]), str(post.get("link", ""))
        return Listed(
            reference={"type": kind, "id": number},
            identities=identities(own=f"wp:{kind}:{number}", guid=_rendered(post, "guid"), url=link),
            url=link,
            title=plain_text(_rendered(post, "title")),
            mark=str(post.get("modified_gmt") or post["modified"]),
        )

    def _article(self, post: dict[str, Any], reference: dict[str, Any], kind: str, where: str) -> RawArticle:
        listed = self._listed({"modified": "", **post}, kind)
        if post["content"].get("protected"):
            raise BadInput(
                "The post is protected by a password.", where=f"{where} ({listed.url})", remedy="Publish it openly."
            )
        if post.get("status", "publish") != "publish":
            raise BadInput(f"The post is {post['status']}, not published.", where=f"{where} ({listed.url})")
        embedded = post.get("_embedded") or {}
        excerpt = post.get("excerpt") or {}
        return RawArticle(
            reference=reference,
            identities=listed.identities,
            url=listed.url,
            title=_rendered(post, "title"),
            html=_rendered(post, "content"),
            base=listed.url,
            author=_author(embedded),
            published_at=self._moment(post, "date"),
            modified_at=self._moment(post, "modified"),
            tags=_terms(embedded),
            description="" if excerpt.get("protected") else _excerpt(post),
            image=_featured(embedded),
        )

    def _moment(self, post: dict[str, Any], name: str) -> datetime | None:
        if gmt := post.get(f"{name}_gmt"):
            return read_date(f"{gmt}Z", self._site.zone)
        return read_date(post.get(name), self._site.zone)


def _credentials(settings: WordPressSource, context: SourceContext) -> tuple[str, str] | None:
    if settings.user_env is None and settings.password_env is None:
        return None
    values = []
    for name in (settings.user_env, settings.password_env):
        value = context.environment.get(name or "", "")
        if not value:
            raise BadSettings(
                f"The variable {name or 'of the other half'} is not set.",
                where=f"{context.site.id}: source",
                remedy="Set user_env and password_env to variables that hold an application password.",
            )
        values.append(value)
    if urlsplit(settings.url).scheme != "https" and not context.fetcher.allow_private:
        raise BadSettings("An application password is sent over https only.", where=f"{context.site.id}: source.url")
    return values[0], values[1]


def _start(after: str | None, *, overlap: bool) -> str:
    """The wall clock time to list from. The moment before the last one seen: more posts may share it."""
    if not after:
        return ""
    back = _OVERLAP if overlap else timedelta(seconds=1)
    try:
        return (datetime.fromisoformat(after) - back).isoformat()
    except ValueError:
        return after


def _is_api(answer: Response) -> bool:
    """Whether WordPress itself answers, be it with an error; a theme's "not found" page is none of it."""
    if "json" not in answer.content_type:
        return False
    try:
        content = json.loads(answer.content)
    except (ValueError, RecursionError):
        return False
    return answer.status != 404 or (isinstance(content, dict) and content.get("code") != "rest_no_route")


def _checked(answer: Response, root: str) -> Response:
    if answer.status == 404:
        raise BadInput(
            f"WordPress does not have it ({_message(answer.json())}).",
            where=shown(root),
            remedy="It was deleted or unpublished, or the type is not in the REST API.",
        )
    return answer


def _message(content: Any) -> str:
    return str(content.get("message") or content.get("code"))[:200] if isinstance(content, dict) else "no reason given"


def _rendered(post: Mapping[str, Any], name: str) -> str:
    field = post.get(name)
    return str(field.get("rendered") or "") if isinstance(field, dict) else str(field or "")


def _excerpt(post: Mapping[str, Any]) -> str:
    """The excerpt, without the "continue reading" that themes append."""
    text = plain_text(_rendered(post, "excerpt"))
    return "" if text.endswith(("[…]", "[...]", "…")) else text


def _author(embedded: Mapping[str, Any]) -> str | None:
    authors = embedded.get("author") or []
    return next((str(author["name"]) for author in authors if isinstance(author, dict) and author.get("name")), None)


def _terms(embedded: Mapping[str, Any]) -> tuple[str, ...]:
    """Tags before categories: they say more about one post."""
    terms = [term for group in embedded.get("wp:term") or [] if isinstance(group, list) for term in group]
    named = [term for term in terms if isinstance(term, dict) and term.get("name")]
    named.sort(key=lambda term: term.get("taxonomy") != "post_tag")
    return tuple(str(term["name"]) for term in named if term.get("taxonomy") in ("post_tag", "category"))


def _featured(embedded: Mapping[str, Any]) -> RawImage | None:
    for media in embedded.get("wp:featuredmedia") or []:
        if isinstance(media, dict) and media.get("source_url") and media.get("media_type", "image") == "image":
            caption = plain_text(_rendered(media, "caption"))
            return RawImage(str(media["source_url"]), str(media.get("alt_text") or ""), caption)
    return None
