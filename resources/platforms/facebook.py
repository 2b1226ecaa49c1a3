"""Facebook pages: texts, links, pictures, films and reels through Graph, and the numbers of what was posted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from json import dumps
from typing import Any

from reprise.media import MediaStore
from reprise.social.post import Picture
from reprise.windows.failures import PlatformError
from resources.platforms import facebook_extras, facebook_metrics
from resources.platforms.access import Access
from resources.platforms.base import Look, Outgoing, OwnAccount, Progress, Published, Reading
from resources.platforms.edge import Edge
from resources.platforms.facebook_errors import DUPLICATE_PHOTO, TABLE
from resources.platforms.facebook_films import FacebookFilms, Film
from resources.platforms.graph import GraphApi, GraphError
from resources.platforms.graph_uploads import UploadHost
from resources.platforms.recognise import SLACK, is_ours
from resources.platforms.uploads import Uploads

API, SITE = "https://graph.facebook.com", "https://www.facebook.com"
MAX_PICTURES = 10
PICTURES = ("image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff")
ALT = 1000
PHOTO_LIFE = timedelta(hours=23)
"""A photo that no post shows is kept for a day."""
_SHARED = ("POST /{page}/feed", "POST /{page}/photos", "POST /{page}/videos", "POST /{page}/video_reels")
_LINKS = "attachments{unshimmed_url,url}"


class FacebookClient:
    """One page, with the page's own token.

    Facebook knows no idempotency key. A film in doubt is found by its id; everything else by text or link among the
    page's posts.
    """

    name = "facebook"
    max_ids = 1
    settle_after = timedelta(minutes=3)

    def __init__(self, access: Access, edge: Edge) -> None:
        self._edge = edge
        self._access = access
        self._page = access.remote_id
        scope = f"facebook/{access.remote_id or access.handle or 'page'}"
        self._api = GraphApi("Facebook", access, edge, host=API, table=TABLE, shared=_SHARED, scope=scope)
        self._host = UploadHost(
            "Facebook", access, edge, folder="video-upload", version=self._api.version, table=TABLE, scope=scope
        )

    def __repr__(self) -> str:
        return f"FacebookClient({self._page})"

    def close(self) -> None:
        self._api.close()
        self._host.close()

    def whoami(self) -> OwnAccount:
        body = self._api.get("/me", {"fields": "id,name,username"}).object()
        return OwnAccount(remote_id=str(body.get("id")), handle=body.get("username"), name=body.get("name"))

    def publish(self, post: Outgoing, media: MediaStore, progress: Progress) -> Published:
        """One post with its pictures, its film or its link, and the first comment below it."""
        _check(post)
        ids = [str(id_) for id_ in progress.known.get("posts", ())]
        if ids:
            return Published(remote_ids=tuple(ids), url=_url(ids[0]))
        problems: tuple[str, ...] = ()
        if post.video:
            remote_id, url = self._films().publish(post, media, progress)
            progress.posted(remote_id)
            problems = facebook_extras.add(self._api, remote_id, post.video, media)
        else:
            remote_id, url = self._post(post, media, progress)
            progress.posted(remote_id)
        return Published(
            remote_ids=(remote_id,), url=url or _url(remote_id), problems=(*problems, *self._comment(post, remote_id))
        )

    def look(self, post: Outgoing, known: Mapping[str, Any], since: datetime) -> Look:
        """A film's own state; else the page's posts since, by text or link."""
        if film := known.get("film"):
            return self._look_at_film(post, film, since)
        if found := self._post_among(post, since):
            return found
        handles: dict[str, Any] = {}
        if known.get("refused"):
            handles = {"media": {}}  # its photos belong to another post: the next attempt brings new ones
        return Look(verdict="continue", reason="It is not among the page's posts.", handles=handles)

    def delete(self, remote_ids: Sequence[str]) -> None:
        for remote_id in reversed(remote_ids):
            try:
                self._api.ask("DELETE", f"/{remote_id}", route="/{post}")
            except GraphError as error:
                if not error.gone:
                    raise

    def metrics(self, remote_ids: Sequence[str]) -> list[Reading]:
        """One reading for each id; without the permission read_insights only what everybody can count."""
        now = self._edge.clock.now()
        return [facebook_metrics.reading(self._api, remote_id, now) for remote_id in remote_ids]

    def _id(self) -> str:
        if self._page is None:
            self._page = self.whoami().remote_id
        return self._page

    def _films(self) -> FacebookFilms:
        return FacebookFilms(self._api, self._host, self._edge, self._id())

    def _post(self, post: Outgoing, media: MediaStore, progress: Progress) -> tuple[str, str | None]:
        """The id and address of a post that shows text, a link or photos; photos are there before it, in no post."""
        uploads = Uploads(progress, self._edge.clock)
        photos = list(dict.fromkeys(self._photo(picture, media, uploads) for picture in post.pictures))
        form = {"message": post.texts[0], "fields": "id,permalink_url"}
        if photos:
            form["attached_media"] = dumps([{"media_fbid": id_} for id_ in photos])
        elif post.link:
            form["link"] = post.link
        progress.sending()
        try:
            answer = self._api.post(f"/{self._id()}/feed", form=form, route="/{page}/feed", creates=True).object()
        except GraphError as error:
            self._see_to_photos(error, uploads, progress)
            raise
        if not isinstance(answer.get("id"), str):
            raise self._api.error("unknown_outcome", "Facebook's answer names no post.", where="POST /{page}/feed")
        return answer["id"], answer.get("permalink_url")

    def _see_to_photos(self, error: GraphError, uploads: Uploads, progress: Progress) -> None:
        """A refusal because of the photos. That one was posted before may mean that this very post is there."""
        if error.fault.subcode == DUPLICATE_PHOTO:
            if progress.known.get("refused"):
                return  # new photos were refused as well: a person has to see
            progress.note("refused", True)
            raise self._api.error("unknown_outcome", error.what, where=error.where) from None
        if error.kind == "validation" and progress.known.get("media"):
            uploads.forget()  # they may have lived too long: the next try brings them again

    def _photo(self, picture: Picture, media: MediaStore, uploads: Uploads) -> str:
        def send() -> tuple[str, datetime]:
            path = media.path(picture.media)
            form = {"published": "false", "temporary": "true"}
            if picture.alt:
                form["alt_text_custom"] = picture.alt[:ALT]
            with path.open("rb") as file:
                answer = self._api.post(
                    f"/{self._id()}/photos",
                    form=form,
                    files={"source": (path.name, file, picture.media.mime)},
                    route="/{page}/photos",
                ).object()
            if not answer.get("id"):
                raise self._api.error("server", "Facebook's answer names no photo.", where="POST /{page}/photos")
            return str(answer["id"]), self._edge.clock.now() + PHOTO_LIFE

        return str(uploads.once(picture.media, send))

    def _comment(self, post: Outgoing, remote_id: str) -> tuple[str, ...]:
        """The first comment; when it fails the post is there all the same."""
        if not post.first_comment:
            return ()
        try:
            form = {"message": post.first_comment}
            self._api.post(f"/{remote_id}/comments", form=form, route="/{post}/comments")
        except PlatformError as error:
            return (f"The first comment is not there ({error.what}).",)
        return ()

    def _look_at_film(self, post: Outgoing, film: Mapping[str, Any], since: datetime) -> Look:
        id_ = str(film["id"])
        found = self._films().read(id_)
        if found.state == "live":
            return Look(verdict="published", remote_ids=(id_,), url=found.url)
        if found.state == "processing" and film["tried"]:
            return Look(verdict="pending", reason="Facebook is processing the film.")
        if found.state == "gone":
            return self._look_for_lost_film(post, film, since)
        if found.state == "failed":
            return Look(verdict="continue", reason=_failed(found), handles={"film": None})
        return Look(verdict="continue", reason="The film was not published.")

    def _look_for_lost_film(self, post: Outgoing, film: Mapping[str, Any], since: datetime) -> Look:
        if found := self._post_among(post, since):
            return found
        if film["finished"]:
            return Look(verdict="unknowable", reason="Facebook had taken the film, and does not know it any more.")
        return Look(verdict="continue", reason="Facebook does not know the film's upload.", handles={"film": None})

    def _post_among(self, post: Outgoing, since: datetime) -> Look | None:
        for row in self._recent(since - SLACK):
            if is_ours(post, 0, str(row.get("message") or ""), _links(row)):
                url = row.get("permalink_url")
                return Look(verdict="published", remote_ids=(str(row["id"]),), url=url or _url(str(row["id"])))
        return None

    def _recent(self, since: datetime) -> Iterator[dict[str, Any]]:
        fields = f"id,message,created_time,permalink_url,{_LINKS}"
        params = {"fields": fields, "since": str(int(since.astimezone(UTC).timestamp()))}
        return self._api.rows(f"/{self._id()}/published_posts", params, "/{page}/published_posts")


def _check(post: Outgoing) -> None:
    """What can be known to fail before anything is sent."""
    fault = None
    odd = [each.media.mime for each in post.pictures if each.media.mime not in PICTURES]
    if len(post.texts) != 1 or not post.texts[0].strip():
        fault = "A page's post has one text."
    elif not post.video and len(post.pictures) > MAX_PICTURES:
        fault = f"The post has {len(post.pictures)} pictures; it may have {MAX_PICTURES}."
    elif not post.video and odd:
        fault = f"Facebook takes no pictures of the type {odd[0]}."
    if fault:
        raise PlatformError("validation", fault, where=post.id)


def _links(row: Mapping[str, Any]) -> list[str]:
    """The addresses that a post shows, as they were given and not as Facebook counts clicks on them."""
    attached = (row.get("attachments") or {}).get("data") or ()
    found = [one.get("unshimmed_url") or one.get("url") for one in attached if isinstance(one, dict)]
    return [link for link in found if isinstance(link, str)]


def _url(remote_id: str) -> str:
    return f"{SITE}/{remote_id}"


def _failed(found: Film) -> str:
    return f"Facebook could not publish the film ({found.problem[1] or 'no reason given'})."
