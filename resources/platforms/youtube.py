"""YouTube: films with subtitles, cover and first comment through the Data API, and the numbers of what was posted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from reprise.media import MediaStore
from reprise.social.post import Video
from reprise.windows.failures import PlatformError
from resources.platforms import youtube_errors
from resources.platforms.access import Access
from resources.platforms.api import Api
from resources.platforms.base import Look, Outgoing, OwnAccount, Progress, Published, Reading
from resources.platforms.edge import Edge
from resources.platforms.recognise import SLACK, is_ours
from resources.platforms.youtube_extras import Extras
from resources.platforms.youtube_metrics import ANALYTICS_SCOPE, MAX_IDS, readings
from resources.platforms.youtube_upload import State, Upload, ask, known_session

API, ANALYTICS, SITE = "https://www.googleapis.com", "https://youtubeanalytics.googleapis.com", "https://youtu.be"
PRIVACY = ("public", "unlisted", "private")
CATEGORY = "22"  # People & Blogs, YouTube's own default
TITLE, DESCRIPTION, TAGS = 100, 5000, 500
PAGE, PAGES_BACK = 50, 4


class YouTubeClient:
    """One channel: an OAuth token with youtube.upload and youtube.readonly; youtube.force-ssl for subtitles, comments
    and deleting, yt-analytics.readonly for the time that films are watched.

    `access.details`: privacy (public, unlisted or private), category (a number), scopes.
    """

    name = "youtube"
    max_ids = MAX_IDS
    settle_after = timedelta(minutes=2)

    def __init__(self, access: Access, edge: Edge) -> None:
        self._access = access
        self._edge = edge
        everything = access.base_urls.get("")
        self._api = Api(
            "YouTube",
            access,
            edge,
            base_url=access.base_urls.get("api") or everything or API,
            understand=partial(youtube_errors.understand, clock=edge.clock),
            scope=f"youtube/{access.remote_id or 'account'}",
        )
        analytics = (access.base_urls.get("analytics") or everything or ANALYTICS).rstrip("/")
        scopes = access.details.get("scopes", "")
        self._reports = f"{analytics}/v2/reports" if not scopes or ANALYTICS_SCOPE in scopes else None

    def __repr__(self) -> str:
        return f"YouTubeClient({self._access.remote_id})"

    def close(self) -> None:
        self._api.close()

    def whoami(self) -> OwnAccount:
        rows = self._mine("snippet")
        if not rows:
            raise self._api.error("permission", "This Google account has no channel.")
        snippet = rows[0].get("snippet") or {}
        handle = str(snippet.get("customUrl") or "").removeprefix("@") or None
        return OwnAccount(remote_id=str(rows[0]["id"]), handle=handle, name=snippet.get("title"))

    def publish(self, post: Outgoing, media: MediaStore, progress: Progress) -> Published:
        """Upload the film, going on where an earlier attempt stopped; then what belongs to it."""
        ids = tuple(str(id_) for id_ in progress.known.get("posts", ()))
        if ids:
            return Published(remote_ids=ids, url=_url(ids[0]))
        film = _check(post)
        described = self._described(post, film)
        id_ = self._upload(post, film, media.path(film.media), described, progress)
        progress.posted(id_)
        problems = Extras(self._api, self._edge, media, id_).add(post)
        return Published(remote_ids=(id_,), url=_url(id_), problems=problems)

    def look(self, post: Outgoing, known: Mapping[str, Any], since: datetime) -> Look:
        """Ask the upload's session; when it is gone, the list of the channel's uploads."""
        session = known_session(known, self._edge)
        state = ask(self._api, session) if session else State(gone=True)
        if session and not state.gone and not state.video:
            return Look(verdict="continue", reason=f"{state.received} of {session.total} bytes are there.")
        id_ = state.video or self._find(post, since)
        if id_:
            return Look(verdict="published", remote_ids=(id_,), url=_url(id_))
        reason = "Its upload is gone, and it is not among the channel's uploads."
        return Look(verdict="continue", reason=reason, handles={"session": None})

    def delete(self, remote_ids: Sequence[str]) -> None:
        for id_ in reversed(remote_ids):
            self._api.ask("DELETE", "/youtube/v3/videos", params={"id": id_}, accept=(404,))

    def metrics(self, remote_ids: Sequence[str]) -> list[Reading]:
        """One reading for each id. Analytics lags two or three days behind; until then it tells nothing."""
        return readings(self._api, self._reports, self._edge.clock.now(), remote_ids)

    def _upload(self, post: Outgoing, film: Video, path: Path, described: Mapping[str, Any], progress: Progress) -> str:
        """The video's id. A session that is gone may have done its work before: then the video is in the list."""
        upload = Upload(self._api, self._edge, progress, renews=self._access.renew is not None)
        total = path.stat().st_size
        session, state = known_session(progress.known, self._edge), State()
        if session is not None:
            state = ask(self._api, session)
            found = self._find(post, session.opened) if state.gone else state.video
            if found:
                return found
            if state.gone or session.total != total:
                session, state = None, State()
        if session is None:
            session = upload.open(described, film.media.mime, total)
        return upload.send(session, path, state.received)

    def _described(self, post: Outgoing, film: Video) -> dict[str, Any]:
        details = self._access.details
        privacy = details.get("privacy") or PRIVACY[0]
        if privacy not in PRIVACY:
            fault = f"The account's privacy is {privacy!r}; YouTube knows {', '.join(PRIVACY)}."
            raise PlatformError("validation", fault, remedy="Correct the account's privacy.", reach="account")
        snippet: dict[str, Any] = {
            "title": _title(post),
            "description": post.texts[0],
            "categoryId": details.get("category") or CATEGORY,
            "defaultLanguage": post.language,
            "defaultAudioLanguage": film.language,
        }
        tags = fitting_tags(post.hashtags)
        status = {"privacyStatus": privacy, "selfDeclaredMadeForKids": False}
        return {"snippet": {**snippet, "tags": tags} if tags else snippet, "status": status}

    def _mine(self, part: str) -> list[dict[str, Any]]:
        answer = self._api.get("/youtube/v3/channels", {"part": part, "mine": "true"}).object()
        return list(answer.get("items") or ())

    def _find(self, post: Outgoing, since: datetime) -> str | None:
        """The video of this post among the channel's uploads since then, by its link or its whole text."""
        rows = self._mine("contentDetails")
        related = (rows[0].get("contentDetails") or {}).get("relatedPlaylists") or {} if rows else {}
        if not related.get("uploads"):
            raise self._api.error("permission", "YouTube names no list of this channel's uploads.")
        params = {"part": "snippet", "playlistId": related["uploads"], "maxResults": str(PAGE)}
        earliest = since - SLACK
        for _ in range(PAGES_BACK):
            answer = self._api.get("/youtube/v3/playlistItems", params).object()
            snippets = [row.get("snippet") or {} for row in answer.get("items") or ()]
            recent = [each for each in snippets if _moment(each) >= earliest]
            for each in recent:
                if is_ours(post, 0, str(each.get("description") or "")):
                    return str(each["resourceId"]["videoId"])
            if len(recent) < PAGE or not answer.get("nextPageToken"):
                break
            params["pageToken"] = answer["nextPageToken"]
        return None


def fitting_tags(hashtags: Iterable[str]) -> list[str]:
    """The hashtags as tags, as many as fit: YouTube counts commas, and quotation marks around a tag with a space."""
    tags: list[str] = []
    length = 0
    for hashtag in hashtags:
        tag = hashtag.lstrip("#").strip()
        if not tag or "<" in tag or ">" in tag:
            continue
        length += len(tag) + (2 if " " in tag else 0) + (1 if tags else 0)
        if length > TAGS:
            break
        tags.append(tag)
    return tags


def _check(post: Outgoing) -> Video:
    """The post's film, and what can be known to fail before anything is sent."""
    text = post.texts[0] if post.texts else ""
    fault = remedy = None
    if post.video is None:
        fault, remedy = "YouTube takes films only.", "Cancel the post, or give it a film."
    elif not post.video.media.bytes:
        fault, remedy = "The film is an empty file.", "Render it again."
    elif len(post.texts) != 1:
        fault = "YouTube takes one text."
    elif not 0 < len(_title(post)) <= TITLE:
        fault = f"The title has {len(_title(post))} characters; YouTube takes 1 to {TITLE}."
    elif len(text.encode()) > DESCRIPTION:
        fault = f"The description has {len(text.encode())} bytes; YouTube takes {DESCRIPTION}."
    elif any(mark in f"{_title(post)}{text}" for mark in "<>"):
        fault = "YouTube takes no < and > in titles and descriptions."
    if fault or post.video is None:
        raise PlatformError("validation", str(fault), where=post.id, remedy=remedy)
    return post.video


def _title(post: Outgoing) -> str:
    return (post.title or post.texts[0].strip().partition("\n")[0]).strip()


def _moment(snippet: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(str(snippet["publishedAt"]))


def _url(video_id: str) -> str:
    return f"{SITE}/{video_id}"
