"""Instagram's professional accounts: pictures, carousels and reels through containers, with either of Meta's logins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from reprise.media import MediaStore
from reprise.windows.failures import PlatformError
from resources.platforms import instagram_metrics
from resources.platforms.access import Access
from resources.platforms.base import Look, Outgoing, OwnAccount, Progress, Published, Reading
from resources.platforms.edge import Edge
from resources.platforms.graph import GraphApi, GraphError
from resources.platforms.graph_uploads import UploadHost
from resources.platforms.instagram_containers import JPEG, Containers, State, read
from resources.platforms.instagram_errors import LOST, NOT_READY, TABLE
from resources.platforms.recognise import SLACK, is_ours

OWN_HOST, PAGE_HOST = "https://graph.instagram.com", "https://graph.facebook.com"
MAX_PICTURES = 10
_PUBLISH = "POST /{account}/media_publish"
_SHARED = ("POST /{account}/media", _PUBLISH)
_OWN_SCOPES, _PAGE_SCOPES, _PAGE_TOKEN = "instagram_business_", "instagram_basic", "EAA"
_BY_HAND = "Instagram lets nobody but a person delete with this login: delete the post in the Instagram app."


class InstagramClient:
    """One professional account, by its own login or by that of the page it belongs to.

    A container is the idempotency key: it can be published once. What is in doubt is read from the container's state,
    and the post's id found among the account's media by caption.
    """

    name = "instagram"
    max_ids = 1
    settle_after = timedelta(minutes=1)

    def __init__(self, access: Access, edge: Edge) -> None:
        self._edge = edge
        self._access = access
        self._account = access.remote_id
        self._by_page = logged_in_by_page(access)
        scope = f"instagram/{access.remote_id or access.handle or 'account'}"
        host = PAGE_HOST if self._by_page else OWN_HOST
        self._api = GraphApi("Instagram", access, edge, host=host, table=TABLE, shared=_SHARED, scope=scope)
        self._host = (
            UploadHost(
                "Instagram", access, edge, folder="ig-api-upload", version=self._api.version, table=TABLE, scope=scope
            )
            if self._by_page
            else None
        )

    def __repr__(self) -> str:
        return f"InstagramClient({self._account})"

    def close(self) -> None:
        self._api.close()
        if self._host is not None:
            self._host.close()

    def whoami(self) -> OwnAccount:
        if not self._by_page:
            body = self._api.get("/me", {"fields": "user_id,username,name"}).object()
            body = {**body, "id": body.get("user_id") or body.get("id")}
        else:
            account = self._access.remote_id or self._account_of_page()
            body = self._api.get(f"/{account}", {"fields": "id,username,name"}, route="/{account}").object()
        return OwnAccount(remote_id=str(body.get("id")), handle=body.get("username"), name=body.get("name"))

    def publish(self, post: Outgoing, media: MediaStore, progress: Progress) -> Published:
        """Make the post's container ready, publish it, and add the first comment."""
        _check(post)
        ids = [str(id_) for id_ in progress.known.get("posts", ())]
        if ids:
            return self._published(post, ids[0], (), comment=False)
        containers = Containers(self._api, self._host, self._edge, self._id(), progress)
        container, state = containers.ready(post, media)
        if state.code == "PUBLISHED":
            remote_id = self._found(post, container)
        else:
            containers.tried(container)
            progress.sending()
            remote_id = self._publish(post, container, containers)
        progress.posted(remote_id)
        return self._published(post, remote_id, containers.problems)

    def look(self, post: Outgoing, known: Mapping[str, Any], since: datetime) -> Look:
        """The container's state says whether it was published, the account's media which post it became."""
        container = known.get("container")
        if not container:
            return Look(verdict="continue", reason="Nothing was made that could have been published.")
        state = read(self._api, container["id"])
        if state.code in ("IN_PROGRESS", "FINISHED"):
            return Look(verdict="continue", reason="Its container is not published, and can be so only once.")
        found = self._media(post, container, since)
        if found is not None:
            return Look(verdict="published", remote_ids=(str(found["id"]),), url=found.get("permalink"))
        if state.code == "PUBLISHED":
            return Look(verdict="unclear", reason="Its container is published, the post is not in the list.")
        anew: dict[str, Any] = {"container": None, "parts": []}
        return Look(verdict="continue", reason=_ended(state), handles=anew)

    def delete(self, remote_ids: Sequence[str]) -> None:
        for remote_id in reversed(remote_ids):
            try:
                self._api.ask("DELETE", f"/{remote_id}", route="/{media}")
            except GraphError as error:
                if error.kind == "permission" and not self._by_page:
                    raise self._api.error(
                        "permission", error.what, where=error.where, remedy=_BY_HAND, status=error.status, reach="post"
                    ) from None
                if not error.gone:
                    raise

    def metrics(self, remote_ids: Sequence[str]) -> list[Reading]:
        """One reading for each id; without the permission for insights only likes and comments."""
        now = self._edge.clock.now()
        return [instagram_metrics.reading(self._api, remote_id, now) for remote_id in remote_ids]

    def _id(self) -> str:
        if self._account is None:
            self._account = self.whoami().remote_id
        return self._account

    def _account_of_page(self) -> str:
        body = self._api.get("/me", {"fields": "instagram_business_account"}).object()
        id_ = (body.get("instagram_business_account") or {}).get("id")
        if not id_:
            raise self._api.error(
                "permission", "The page has no professional account on Instagram.",
                remedy="Connect the page with a professional Instagram account in the page's settings.",
            )  # fmt: skip
        return str(id_)

    def _publish(self, post: Outgoing, container: Mapping[str, Any], containers: Containers) -> str:
        form = {"creation_id": container["id"]}
        path, route = f"/{self._id()}/media_publish", "/{account}/media_publish"
        try:
            answer = self._api.post(path, form=form, route=route, creates=True).object()
        except GraphError as error:
            return self._publish_refused(post, container, containers, error)
        if not answer.get("id"):
            raise self._api.error("unknown_outcome", "Instagram's answer names no post.", where=_PUBLISH)
        return str(answer["id"])

    def _publish_refused(
        self, post: Outgoing, container: Mapping[str, Any], containers: Containers, error: GraphError
    ) -> str:
        """A refusal says the same of a container that is published already and of one that is not ready."""
        if error.fault.subcode not in LOST | {NOT_READY}:
            raise error
        state = read(self._api, container["id"])
        if state.code == "PUBLISHED":
            return self._found(post, container)
        if error.fault.subcode != NOT_READY:
            containers.forget()
            raise error
        raise PlatformError(
            "media_processing", error.what, where=error.where, retry_at=error.retry_at, waiting=True,
            secrets=self._api.secrets,
        )  # fmt: skip

    def _found(self, post: Outgoing, container: Mapping[str, Any]) -> str:
        """The id of the post that a published container became."""
        found = self._media(post, container, self._edge.clock.now())
        if found is None:
            message = "The post's container is published, the post is not in the list yet."
            raise self._api.error("unknown_outcome", message, where=_PUBLISH)
        return str(found["id"])

    def _media(self, post: Outgoing, container: Mapping[str, Any], since: datetime) -> dict[str, Any] | None:
        start = min(since, datetime.fromisoformat(container["made"])) - SLACK
        fields = {"fields": "id,caption,timestamp,permalink", "since": str(int(start.astimezone(UTC).timestamp()))}
        for row in self._api.rows(f"/{self._id()}/media", fields, "/{account}/media"):
            if _at(row) >= start and is_ours(post, 0, str(row.get("caption") or "")):
                return row
        return None

    def _published(
        self, post: Outgoing, remote_id: str, problems: tuple[str, ...], *, comment: bool = True
    ) -> Published:
        """Where the post is; nothing that fails from here on makes it less published."""
        url = None
        try:
            answer = self._api.get(f"/{remote_id}", {"fields": "permalink"}, route="/{media}").object()
            url = answer.get("permalink")
        except PlatformError as error:
            problems = (*problems, f"Its address is not known ({error.what}).")
        if comment and post.first_comment:
            try:
                form = {"message": post.first_comment}
                self._api.post(f"/{remote_id}/comments", form=form, route="/{media}/comments")
            except PlatformError as error:
                problems = (*problems, f"The first comment is not there ({error.what}).")
        return Published(remote_ids=(remote_id,), url=url, problems=problems)


def logged_in_by_page(access: Access) -> bool:
    """Whether the access came by the login of the page that the account belongs to: the granted permissions tell, else
    the host, else how the token begins."""
    scopes = access.details.get("scopes", "").split()
    if any(scope.startswith(_OWN_SCOPES) for scope in scopes):
        return False
    if _PAGE_SCOPES in scopes:
        return True
    host = access.base_urls.get("api", "").rstrip("/")
    return host == PAGE_HOST or (host != OWN_HOST and access.token.startswith(_PAGE_TOKEN))


def _check(post: Outgoing) -> None:
    """What can be known to fail before anything is sent."""
    fault = None
    odd = [each.media.mime for each in post.pictures if each.media.mime != JPEG]
    if len(post.texts) != 1:
        fault = "Instagram takes one caption."
    elif not post.video and not post.pictures:
        fault = "Instagram takes no post without a picture or film."
    elif not post.video and len(post.pictures) > MAX_PICTURES:
        fault = f"The post has {len(post.pictures)} pictures; Instagram takes {MAX_PICTURES}."
    elif not post.video and odd:
        fault = f"Instagram takes JPEG, not {odd[0]}."
    if fault:
        raise PlatformError("validation", fault, where=post.id)


def _at(row: Mapping[str, Any]) -> datetime:
    try:
        return datetime.fromisoformat(str(row.get("timestamp")))
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)


def _ended(state: State) -> str:
    return f"Its container was not published ({state.words or state.code})."
