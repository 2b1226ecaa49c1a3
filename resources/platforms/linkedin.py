"""LinkedIn: posts of a member or an organisation through its versioned API, and the numbers of what was posted.

A self-serve application may write and read nothing: what a member's post in doubt has become is learned by sending the
same words once more, which LinkedIn refuses naming the post that is there. That holds for a short while only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

from reprise.media import MediaStore
from reprise.windows.failures import PlatformError
from resources.platforms import linkedin_errors, linkedin_metrics
from resources.platforms.access import Access
from resources.platforms.api import Api
from resources.platforms.base import Look, Outgoing, OwnAccount, Progress, Published, Reading
from resources.platforms.edge import Edge
from resources.platforms.linkedin_media import LinkedInMedia
from resources.platforms.linkedin_text import escaped, unescaped
from resources.platforms.recognise import SLACK, is_ours

API, SITE = "https://api.linkedin.com", "https://www.linkedin.com"
VERSION = "202607"  # the newest that official pages name (2026-11); versions live at least twelve months
PICTURES = (2, 20)
TITLE, COMMENT = 400, 1250
SENDING_AGAIN_IS_SAFE = timedelta(minutes=8)
"""How long a duplicate is surely refused; LinkedIn does not say, people measured "a short while" (2026-06)."""
PAGE, PAGES_BACK = 50, 4
_TOO_LATE = "LinkedIn lets this application read nothing, and it is too late to send the same words once more."


class LinkedInClient:
    """One member (`urn:li:person:…`) or organisation (`urn:li:organization:…`)."""

    name = "linkedin"
    max_ids = 20
    settle_after = timedelta(minutes=2)

    def __init__(self, access: Access, edge: Edge) -> None:
        self._edge = edge
        self._access = access
        self._author = access.remote_id
        base = access.base_urls.get("api") or access.base_urls.get("") or API
        self._api = Api(
            "LinkedIn",
            access,
            edge,
            base_url=base,
            understand=partial(linkedin_errors.understand, clock=edge.clock),
            headers={
                "LinkedIn-Version": access.details.get("version") or VERSION,
                "X-Restli-Protocol-Version": "2.0.0",
            },
            scope=f"linkedin/{access.remote_id or 'account'}",
        )

    def __repr__(self) -> str:
        return f"LinkedInClient({self._author})"

    def close(self) -> None:
        self._api.close()

    def whoami(self) -> OwnAccount:
        """The member whose token it is; for an organisation this proves the token, not the role."""
        found = self._api.get("/v2/userinfo").object()
        return OwnAccount(
            remote_id=self._access.remote_id or f"urn:li:person:{found.get('sub')}",
            handle=self._access.handle,
            name=found.get("name"),
        )

    def publish(self, post: Outgoing, media: MediaStore, progress: Progress) -> Published:
        """One post with its pictures, its film or its link; the first comment follows where LinkedIn lets it."""
        ids = [str(id_) for id_ in progress.known.get("posts", ())]
        if ids:
            return Published(remote_ids=tuple(ids), url=_url(ids[0]))
        _check(post)
        doubted = progress.known.get("doubted")
        body = self._body(post, media, progress)
        if doubted and not self._is_safe_again(doubted):
            raise self._api.error("unknown_outcome", _TOO_LATE)
        progress.note("tried", self._edge.clock.now().isoformat())
        progress.sending()
        urn = self._create(body, doubted=bool(doubted))
        progress.posted(urn)
        return Published(remote_ids=(urn,), url=_url(urn), problems=self._comment(post, urn))

    def look(self, post: Outgoing, known: Mapping[str, Any], since: datetime) -> Look:
        """An organisation's posts can be listed. A member's cannot: the same words are sent again while it is safe."""
        if self._is_organization():
            return self._look_at_list(post, since)
        tried = str(known.get("doubted") or known.get("tried") or since.isoformat())
        if self._is_safe_again(tried):
            reason = "LinkedIn names the post if the same words are there already."
            return Look(verdict="continue", reason=reason, handles={"doubted": tried})
        return Look(verdict="unknowable", reason=_TOO_LATE)

    def delete(self, remote_ids: Sequence[str]) -> None:
        for urn in reversed(remote_ids):
            self._api.ask("DELETE", f"/rest/posts/{_quoted(urn)}", route="/rest/posts/{urn}", accept=(404,))

    def metrics(self, remote_ids: Sequence[str]) -> list[Reading]:
        read = linkedin_metrics.of_organization if self._is_organization() else linkedin_metrics.of_member
        return read(self._api, self._edge.clock.now(), self._who(), remote_ids)

    def _is_organization(self) -> bool:
        return self._who().startswith("urn:li:organization:")

    def _who(self) -> str:
        if self._author is None:
            self._author = self.whoami().remote_id
        return self._author

    def _body(self, post: Outgoing, media: MediaStore, progress: Progress) -> dict[str, Any]:
        body: dict[str, Any] = {
            "author": self._who(),
            "commentary": escaped(post.texts[0]),
            "visibility": "PUBLIC",
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
        }
        content = self._content(post, LinkedInMedia(self._api, self._edge, progress, self._who()), media)
        return {**body, "content": content} if content else body

    def _content(self, post: Outgoing, uploads: LinkedInMedia, media: MediaStore) -> dict[str, Any] | None:
        title = (post.title or post.texts[0].strip().split("\n", maxsplit=1)[0])[:TITLE]
        if post.video:
            return {"media": {"id": uploads.film(post.video, media), "title": title}}
        images = [{"id": uploads.picture(picture, media), "altText": picture.alt} for picture in post.pictures]
        if len(images) == 1:
            return {"media": images[0]}
        if images:
            return {"multiImage": {"images": images}}
        return {"article": {"source": post.link, "title": title}} if post.link else None

    def _is_safe_again(self, tried: str) -> bool:
        """Whether LinkedIn would surely refuse the same words, had it taken them at that time."""
        return self._edge.clock.now() - datetime.fromisoformat(tried) < SENDING_AGAIN_IS_SAFE

    def _create(self, body: dict[str, Any], *, doubted: bool) -> str:
        """The post's URN. What an earlier attempt may have made is recognised by LinkedIn's own word for it."""
        try:
            answer = self._api.post("/rest/posts", body, creates=True)
        except PlatformError as error:
            earlier = linkedin_errors.duplicate_of(error.what) if doubted and error.kind == "duplicate" else None
            if earlier is None:
                raise
            return earlier
        urn = answer.headers.get("x-restli-id")
        if not urn:
            raise self._api.error("unknown_outcome", "LinkedIn's answer names no post.", where="POST /rest/posts")
        return urn

    def _comment(self, post: Outgoing, urn: str) -> tuple[str, ...]:
        if not post.first_comment:
            return ()
        body = {"actor": self._who(), "object": urn, "message": {"text": post.first_comment[:COMMENT]}}
        try:
            self._api.post(
                f"/rest/socialActions/{_quoted(urn)}/comments", body, route="/rest/socialActions/{urn}/comments"
            )
        except PlatformError as error:
            return (f"The first comment is not there ({error.what}).",)
        return ()

    def _look_at_list(self, post: Outgoing, since: datetime) -> Look:
        for start in range(0, PAGE * PAGES_BACK, PAGE):
            params = {"q": "author", "author": self._who(), "count": PAGE, "start": start, "sortBy": "CREATED"}
            rows = self._api.get("/rest/posts", params).object().get("elements") or []
            recent = [row for row in rows if row.get("createdAt", 0) >= (since - SLACK).timestamp() * 1000]
            for row in recent:
                links = [((row.get("content") or {}).get("article") or {}).get("source") or ""]
                if is_ours(post, 0, unescaped(row.get("commentary") or ""), links):
                    return Look(verdict="published", remote_ids=(row["id"],), url=_url(row["id"]))
            if len(recent) < PAGE:
                break
        return Look(verdict="continue", reason="It is not among the organisation's posts.")


def _check(post: Outgoing) -> None:
    """What can be known to fail before anything is sent."""
    fault = None
    if len(post.texts) != 1 or not post.texts[0].strip():
        fault = "LinkedIn takes one text."
    elif not post.video and len(post.pictures) > PICTURES[1]:
        fault = f"The post has {len(post.pictures)} pictures; LinkedIn takes {PICTURES[1]}."
    if fault:
        raise PlatformError("validation", fault, where=post.id)


def _url(urn: str) -> str:
    return f"{SITE}/feed/update/{urn}/"


def _quoted(urn: str) -> str:
    return quote(urn, safe="")
