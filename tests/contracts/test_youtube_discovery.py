"""YouTube's sandbox held against Google's discovery documents: every answer, and the requests that it takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.youtube.api import ENDPOINTS, PREFIX
from sandbox.youtube.metadata import PRIVACY
from sandbox.youtube.resources import DONE_AT
from sandbox.youtube.state import FAILURES, REJECTIONS
from tests.contracts.discovery import Discovery
from tests.sandbox.played import Played, film, picture, playing
from tests.sandbox.test_youtube import SRT, Api

DOCUMENT: dict[str, Any] = {
    "parameters": {"alt": {"type": "string", "location": "query"}},
    "resources": {
        "things": {
            "methods": {
                "insert": {
                    "id": "toy.things.insert",
                    "path": "toy/v1/things",
                    "httpMethod": "POST",
                    "parameters": {
                        "part": {"type": "string", "location": "query", "required": True, "repeated": True},
                        "size": {"type": "integer", "location": "query", "minimum": "1", "maximum": "9"},
                        "open": {"type": "boolean", "location": "query"},
                    },
                    "request": {"$ref": "Thing"},
                    "response": {"$ref": "Thing"},
                    "mediaUpload": {"protocols": {"simple": {"path": "/upload/toy/v1/things"}}},
                }
            }
        }
    },
    "schemas": {
        "Thing": {
            "id": "Thing",
            "type": "object",
            "properties": {
                "name": {"type": "string", "annotations": {"required": ["toy.things.insert"]}},
                "count": {"type": "string", "format": "uint64"},
                "made": {"type": "string", "format": "date-time"},
                "state": {"type": "string", "enum": ["on", "off"]},
                "width": {"type": "integer", "format": "uint32"},
                "tags": {"type": "array", "items": {"type": "string"}},
                "named": {"type": "object", "additionalProperties": {"$ref": "Thing"}},
            },
        }
    },
}


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ([], "$ is no object"),
        ({"nmae": "a"}, "$.nmae is no field of Thing"),
        ({"count": 1}, "$.count is 1, no string"),
        ({"count": "-1"}, "$.count is '-1', no uint64"),
        ({"made": "yesterday"}, "$.made is 'yesterday', no date-time"),
        ({"made": "2026-11-01T10:00:00"}, "$.made is '2026-11-01T10:00:00', no date-time"),
        ({"state": "ON"}, "$.state is 'ON', which is none of on, off"),
        ({"width": True}, "$.width is True, no integer"),
        ({"width": -1}, "$.width is -1, out of the range of uint32"),
        ({"tags": "a"}, "$.tags is no list"),
        ({"tags": ["a", 1]}, "$.tags[1] is 1, no string"),
        ({"named": {"x": {"width": "1"}}}, "$.named.x.width is '1', no integer"),
    ],
)
def test_a_wrong_body_is_told_apart(body: Any, fault: str) -> None:
    assert [found for found in Discovery(DOCUMENT).faults(body, "Thing") if fault in found]


def test_a_right_body_has_no_faults() -> None:
    body = {"name": "a", "count": "1", "made": "2026-11-01T10:00:00Z", "state": "on", "width": 1, "tags": ["b"]}
    assert Discovery(DOCUMENT).faults({**body, "named": {"x": body}}, "Thing") == []


@pytest.mark.parametrize(
    ("method", "url", "body", "fault"),
    [
        ("PUT", "/toy/v1/things?part=a", {"name": "a"}, "no method is called with PUT"),
        ("POST", "/toy/v1/thing?part=a", {"name": "a"}, "no method is called with POST"),
        ("POST", "/toy/v1/things", {"name": "a"}, "parameter part is missing"),
        ("POST", "/toy/v1/things?part=a&parts=b", {"name": "a"}, "parameter parts is unknown"),
        ("POST", "/toy/v1/things?part=a&size=10", {"name": "a"}, "parameter size is 10"),
        ("POST", "/toy/v1/things?part=a&open=yes", {"name": "a"}, "parameter open is 'yes'"),
        ("POST", "/toy/v1/things?part=a", {}, "$.name is missing, which toy.things.insert needs"),
        ("POST", "/toy/v1/things?part=a", None, "needs a body"),
        ("PUT", "/upload/toy/v1/things?part=a", None, "no method is called with PUT"),
        ("PUT", "/upload/toy/v1/thing?upload_id=a", None, "no method is called with POST"),
    ],
)
def test_a_wrong_request_is_told_apart(method: str, url: str, body: Any, fault: str) -> None:
    assert [found for found in Discovery(DOCUMENT).request_faults(method, url, body) if fault in found]


def test_a_right_request_has_no_faults_below_any_prefix() -> None:
    toy = Discovery(DOCUMENT)
    for path in ("/toy/v1/things", "http://127.0.0.1:1/sandbox/upload/toy/v1/things"):
        assert toy.request_faults("POST", f"{path}?part=a,b&part=c&size=9&alt=json", {"name": "a"}) == []
    assert toy.request_faults("PUT", "/upload/toy/v1/things?upload_id=a", method="toy.things.insert") == []


@pytest.fixture(scope="module")
def data_api() -> Discovery:
    return Discovery.of("youtube.v3")


@pytest.fixture(scope="module")
def analytics_api() -> Discovery:
    return Discovery.of("youtubeAnalytics.v2")


@pytest.fixture
def judged(tmp_path: Path, data_api: Discovery, analytics_api: Discovery) -> Iterator[Judged]:
    with playing(tmp_path, "youtube") as played:
        yield Judged(played, data_api, analytics_api)


class Judged(Api):
    """A channel whose every request and answer is held against the documents on its way."""

    def __init__(self, played: Played, data_api: Discovery, analytics_api: Discovery) -> None:
        super().__init__(played)
        self._apis = {"youtube": data_api, "youtubeAnalytics": analytics_api}
        self.seen: set[str] = set()

    def call(self, method: str, http_method: str, path: str, body: Any = None, **query: str) -> Any:
        answer = self.ask(http_method, path, body, params=query)
        assert answer.is_success, answer.text
        self.judge(method, answer, body)
        return answer.json() if answer.content else None

    def judge(self, method: str, answer: httpx.Response, body: Any = None, *, answers: bool = True) -> None:
        document, request = self._apis[method.partition(".")[0]], answer.request
        assert document.request_faults(request.method, str(request.url), body, method=method) == []
        if answers and answer.content:
            assert document.response_faults(method, answer.json()) == []
        self.seen.add(method)


def test_every_answer_of_the_sandbox_is_one_that_google_describes(judged: Judged) -> None:
    data = film(width=640, height=360)
    snippet = {"title": "Hello", "description": "More", "tags": ["a"], "categoryId": "28", "defaultLanguage": "en"}
    status = {"privacyStatus": "public", "selfDeclaredMadeForKids": False, "containsSyntheticMedia": True}
    started = judged.start(len(data), snippet, status)
    described = {"snippet": snippet, "status": status}
    judged.judge("youtube.videos.insert", started, described)
    done = judged.put(started.headers["location"], data, None)
    judged.judge("youtube.videos.insert", done)
    id_ = done.json()["id"]
    parts = "contentDetails,id,player,processingDetails,snippet,statistics,status"
    for _ in range(DONE_AT + 1):
        judged.call("youtube.videos.list", "GET", "/youtube/v3/videos", part=parts, id=id_)
    judged.played.clock.advance(timedelta(days=10))
    batch = {"part": "snippet,statistics,contentDetails", "id": id_}
    judged.call("youtube.videos.batchGetStats", "GET", "/youtube/v3/videos:batchGetStats", **batch)
    channel_parts = "contentDetails,id,snippet,statistics,status"
    mine = judged.call("youtube.channels.list", "GET", "/youtube/v3/channels", part=channel_parts, mine="true")
    playlist = mine["items"][0]["contentDetails"]["relatedPlaylists"]["uploads"]
    query = {"part": "contentDetails,id,snippet,status", "playlistId": playlist, "maxResults": "1"}
    judged.upload()
    items = judged.call("youtube.playlistItems.list", "GET", "/youtube/v3/playlistItems", **query)
    query["pageToken"] = items["nextPageToken"]
    judged.call("youtube.playlistItems.list", "GET", "/youtube/v3/playlistItems", **query)
    judged.judge("youtube.thumbnails.set", judged.thumbnail(id_, picture("JPEG", 1280, 720)))
    track = {"videoId": id_, "language": "en", "name": "English", "isDraft": False}
    for name, text in (("English", SRT), ("Grüße", SRT.replace(b"Hello", "Grüße 🎈".encode())), ("Broken", b"none")):
        made = judged.captions({**track, "name": name}, text)
        judged.judge("youtube.captions.insert", made, {"snippet": {**track, "name": name}})
    judged.call("youtube.captions.list", "GET", "/youtube/v3/captions", part="snippet", videoId=id_)
    comment = {"snippet": {"videoId": id_, "topLevelComment": {"snippet": {"textOriginal": "Read it"}}}}
    judged.call("youtube.commentThreads.insert", "POST", "/youtube/v3/commentThreads", comment, part="snippet")
    judged.call("youtube.commentThreads.list", "GET", "/youtube/v3/commentThreads", part="snippet", videoId=id_)
    judged.call("youtube.videos.update", "PUT", "/youtube/v3/videos", {"id": id_, **described}, part="snippet,status")
    reports = {"ids": "channel==MINE", "startDate": "2026-11-01", "endDate": "2026-11-20", "metrics": "views,likes"}
    judged.call("youtubeAnalytics.reports.query", "GET", "/v2/reports", dimensions="day", **reports)
    judged.call("youtube.videos.delete", "DELETE", "/youtube/v3/videos", id=id_)
    assert len(judged.seen) == len(ENDPOINTS)


@pytest.mark.parametrize("outcome", ["fail", "codec", "duplicate", "copyright"])
def test_the_answers_about_failed_videos_are_described_too(judged: Judged, outcome: str) -> None:
    judged.order(processing=outcome)
    due = {"privacyStatus": "private", "publishAt": "2026-12-24T18:00:00Z"}
    id_ = judged.upload(status=due)
    for _ in range(DONE_AT):
        parts = "status,processingDetails,contentDetails"
        judged.call("youtube.videos.list", "GET", "/youtube/v3/videos", part=parts, id=id_)


def test_the_scopes_and_the_words_are_googles(data_api: Discovery, analytics_api: Discovery) -> None:
    """What no answer shows: the sandbox asks for no other scopes, and knows all reasons and no others."""
    for endpoint in ENDPOINTS:
        url = f"{endpoint.path}?{'&'.join(f'{name}=1' for name in endpoint.parameters)}"
        owner = analytics_api if endpoint.path.startswith("/v2") else data_api
        method = owner.method_of(endpoint.method, endpoint.path)
        assert method is not None, url
        scopes = {f"{PREFIX}{scope}" for scope in endpoint.scopes}
        partners = {scope for scope in owner.scopes(method) if "partner" in scope}
        assert scopes == owner.scopes(method) - partners
        unknown = [fault for fault in owner.request_faults(endpoint.method, url) if "is unknown to" in fault]
        assert unknown == []
    words = {"failureReason": FAILURES, "rejectionReason": REJECTIONS, "privacyStatus": PRIVACY}
    for field, known in words.items():
        assert set(data_api.enumeration("VideoStatus", field)) == set(known)
