"""The sandbox refuses what YouTube refuses, with Google's bodies; read with a plain HTTP client."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.youtube.extras import related
from tests.sandbox.played import NOON, Played, film, padded, picture, playing

KB256 = 262_144
SRT = b"1\n00:00:00,000 --> 00:00:01,000\nHello\n"


class Api:
    """One channel's requests."""

    def __init__(self, played: Played, token: str = "sandbox-youtube") -> None:
        self.played = played
        self.headers = {"Authorization": f"Bearer {token}"}

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        headers = {**self.headers, **more.pop("headers", {})}
        return self.played.http.request(method, f"/youtube{path}", json=body, headers=headers, **more)

    def start(self, size: int | None, snippet: Any = None, status: Any = None, **headers: str) -> httpx.Response:
        body = {
            "snippet": {"title": "Hello", **(snippet or {})},
            "status": {"privacyStatus": "public", **(status or {})},
        }
        sent = {"X-Upload-Content-Type": "video/mp4", **headers}
        if size is not None:
            sent["X-Upload-Content-Length"] = str(size)
        query = {"uploadType": "resumable", "part": "snippet,status"}
        return self.ask("POST", "/upload/youtube/v3/videos", body, params=query, headers=sent)

    def put(self, url: str, data: bytes, span: str | None) -> httpx.Response:
        headers = {"Content-Range": span} if span else {}
        return self.played.http.put(url, content=data, headers={"Content-Type": "video/mp4", **headers})

    def upload(self, data: bytes | None = None, **told: Any) -> str:
        data = data or film()
        started = self.start(len(data), **told)
        assert started.status_code == 200, started.text
        done = self.put(started.headers["location"], data, None)
        assert done.status_code == 201, done.text
        return str(done.json()["id"])

    def video(self, id_: str, part: str = "snippet,status") -> dict[str, Any]:
        answer = self.ask("GET", "/youtube/v3/videos", params={"part": part, "id": id_})
        assert answer.status_code == 200, answer.text
        row: dict[str, Any] = answer.json()["items"][0]
        return row

    def thumbnail(self, id_: str, data: bytes, kind: str = "image/jpeg") -> httpx.Response:
        headers = {**self.headers, "Content-Type": kind}
        path = f"/youtube/upload/youtube/v3/thumbnails/set?videoId={id_}"
        return self.played.http.post(path, content=data, headers=headers)

    def captions(self, snippet: dict[str, Any], data: bytes = SRT) -> httpx.Response:
        described = json.dumps({"snippet": snippet}).encode()
        body = b"\r\n".join(
            [
                b"--cut", b"Content-Type: application/json; charset=UTF-8", b"", described,
                b"--cut", b"Content-Type: application/octet-stream", b"", data, b"--cut--", b"",
            ]
        )  # fmt: skip
        headers = {**self.headers, "Content-Type": "multipart/related; boundary=cut"}
        path = "/youtube/upload/youtube/v3/captions?part=snippet&uploadType=multipart"
        return self.played.http.post(path, content=body, headers=headers)

    def comment(self, id_: str, text: Any) -> httpx.Response:
        snippet = {"videoId": id_, "topLevelComment": {"snippet": {"textOriginal": text}}}
        return self.ask("POST", "/youtube/v3/commentThreads", {"snippet": snippet}, params={"part": "snippet"})

    def order(self, **what: Any) -> None:
        self.played.desk("orders", what)


def reason(answer: httpx.Response) -> tuple[int, str]:
    error = answer.json()["error"]
    assert error["code"] == answer.status_code
    return answer.status_code, error["errors"][0]["reason"]


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    with playing(tmp_path, "youtube") as platform:
        yield platform


@pytest.fixture
def api(played: Played) -> Api:
    return Api(played)


def another(played: Played, id_: str = "UCother", **details: Any) -> Api:
    played.desk("accounts", {"id": id_, "handle": id_, "token": f"token-{id_}", **details})
    return Api(played, f"token-{id_}")


def test_an_upload_is_made_of_pieces_and_becomes_a_video_with_the_last(api: Api) -> None:
    data = padded(film(), 3 * KB256 + 100)
    url = api.start(len(data)).headers["location"]
    assert api.put(url, b"", f"bytes */{len(data)}").status_code == 308
    for number in range(3):
        first, last = number * KB256, (number + 1) * KB256 - 1
        answer = api.put(url, data[first : last + 1], f"bytes {first}-{last}/{len(data)}")
        assert (answer.status_code, answer.headers["range"]) == (308, f"bytes=0-{last}")
        assert api.played.made() == []
    done = api.put(url, data[3 * KB256 :], f"bytes {3 * KB256}-{len(data) - 1}/{len(data)}")
    assert done.status_code == 201
    assert [(row["id"], row["title"]) for row in api.played.made()] == [(done.json()["id"], "Hello")]
    assert api.played.made()[0]["more"]["bytes"] == len(data)


def test_a_finished_session_answers_with_its_video_ever_after_and_makes_no_second(api: Api) -> None:
    data = film()
    url = api.start(len(data)).headers["location"]
    id_ = api.put(url, data, None).json()["id"]
    for answer in (api.put(url, b"", f"bytes */{len(data)}"), api.put(url, data, None)):
        assert (answer.status_code, answer.json()["id"]) == (200, id_)
    assert len(api.played.made()) == 1
    api.ask("DELETE", "/youtube/v3/videos", params={"id": id_})
    assert reason(api.put(url, b"", f"bytes */{len(data)}")) == (410, "gone")


def test_a_session_and_what_it_has_outlive_a_restart(tmp_path: Path) -> None:
    data = padded(film(), 2 * KB256)
    with playing(tmp_path, "youtube") as first:
        url = Api(first).start(len(data)).headers["location"]
        assert Api(first).put(url, data[:KB256], f"bytes 0-{KB256 - 1}/{len(data)}").status_code == 308
    with playing(tmp_path, "youtube") as second:
        asked = Api(second).put(url, b"", f"bytes */{len(data)}")
        assert asked.headers["range"] == f"bytes=0-{KB256 - 1}"
        done = Api(second).put(url, data[KB256:], f"bytes {KB256}-{len(data) - 1}/{len(data)}")
        assert done.status_code == 201
        assert [row["more"]["bytes"] for row in second.made()] == [len(data)]


@pytest.mark.parametrize(
    ("span", "length"),
    [
        ("bytes 0-99999/{size}", 100_000),  # no multiple of 256 KiB
        ("bytes 262144-524287/{size}", KB256),  # not what comes next
        ("bytes 0-262143/{size}", KB256 - 1),  # not as long as it says
        ("bytes 0-262143/999999", KB256),  # another total than was announced
        ("bytes=0-262143", KB256),
        ("bytes */{size}", 10),
    ],
)
def test_a_piece_that_does_not_fit_is_refused(api: Api, span: str, length: int) -> None:
    data = padded(film(), 4 * KB256)
    url = api.start(len(data)).headers["location"]
    assert api.put(url, data[:length], span.format(size=len(data))).status_code == 400
    assert "range" not in api.put(url, b"", f"bytes */{len(data)}").headers


def test_bytes_that_are_there_already_are_passed_over(api: Api) -> None:
    data = padded(film(), 3 * KB256)
    url = api.start(len(data)).headers["location"]
    api.put(url, data[: 2 * KB256], f"bytes 0-{2 * KB256 - 1}/{len(data)}")
    again = api.put(url, data[:KB256], f"bytes 0-{KB256 - 1}/{len(data)}")
    assert (again.status_code, again.headers["range"]) == (308, f"bytes=0-{2 * KB256 - 1}")
    assert api.put(url, data[KB256:], f"bytes {KB256}-{len(data) - 1}/{len(data)}").status_code == 201


def test_a_broken_piece_leaves_the_whole_256_kib_of_it(api: Api) -> None:
    data = padded(film(), 8 * KB256)
    url = api.start(len(data)).headers["location"]
    api.order(upload="interrupt")
    assert api.put(url, data, f"bytes 0-{len(data) - 1}/{len(data)}").status_code == 503
    asked = api.put(url, b"", f"bytes */{len(data)}")
    assert asked.headers["range"] == f"bytes=0-{4 * KB256 - 1}"
    rest = api.put(url, data[4 * KB256 :], f"bytes {4 * KB256}-{len(data) - 1}/{len(data)}")
    assert rest.status_code == 201


def test_a_total_may_be_told_late(api: Api) -> None:
    data = padded(film(), 2 * KB256)
    url = api.start(None).headers["location"]
    assert api.put(url, data[:KB256], f"bytes 0-{KB256 - 1}/*").status_code == 308
    assert api.put(url, data[KB256:], f"bytes {KB256}-{len(data) - 1}/{len(data)}").status_code == 201


def test_sessions_end(api: Api) -> None:
    def fresh() -> str:
        return str(api.start(len(film())).headers["location"])

    assert api.put(fresh()[:-1], film(), None).status_code == 404
    api.order(upload="lost")
    lost = fresh()
    assert [api.put(lost, film(), None).status_code for _ in range(2)] == [404, 404]
    old = fresh()
    api.played.clock.advance(timedelta(days=7))
    assert api.put(old, film(), None).status_code == 410
    assert api.played.made() == []


def test_a_session_belongs_to_its_channel(played: Played, api: Api) -> None:
    url = api.start(len(film())).headers["location"]
    other = another(played)
    assert played.http.put(url, content=film(), headers=other.headers).status_code == 404
    expired = {"Authorization": "Bearer unknown"}
    assert played.http.put(url, content=film(), headers=expired).status_code == 401


@pytest.mark.parametrize(
    ("snippet", "status", "why"),
    [
        ({"title": "x" * 101}, {}, "invalidTitle"),
        ({"title": " "}, {}, "invalidTitle"),
        ({"title": "a < b"}, {}, "invalidTitle"),
        ({"description": "é" * 2501}, {}, "invalidDescription"),
        ({"description": "a > b"}, {}, "invalidDescription"),
        ({"tags": ["x" * 250, "y" * 250]}, {}, "invalidTags"),
        ({"tags": ["two words" + "x" * 490]}, {}, "invalidTags"),
        ({"categoryId": "18"}, {}, "invalidCategoryId"),
        ({"defaultLanguage": "german"}, {}, "invalidVideoMetadata"),
        ({"colour": "red"}, {}, "badRequest"),
        ({}, {"privacyStatus": "secret"}, "badRequest"),
        ({}, {"selfDeclaredMadeForKids": "no"}, "badRequest"),
        ({}, {"license": "mit"}, "invalidVideoMetadata"),
        ({}, {"publishAt": "2026-12-01T10:00:00Z"}, "invalidPublishAt"),
        ({}, {"publishAt": "tomorrow", "privacyStatus": "private"}, "invalidPublishAt"),
    ],
)
def test_descriptions_beyond_the_limits_are_refused(api: Api, snippet: Any, status: Any, why: str) -> None:
    assert reason(api.start(100, snippet, status)) == (400, why)


def test_descriptions_at_the_limits_pass(api: Api) -> None:
    tags = ["x" * 250, "two words" + "y" * 238]  # 250, a comma, 247 and two quotation marks
    snippet = {"title": "x" * 100, "description": "é" * 2500, "tags": tags, "categoryId": "28"}
    assert api.start(100, snippet).status_code == 200


def test_a_request_must_be_announced_and_known(api: Api) -> None:
    path = "/upload/youtube/v3/videos"
    resumable = {"uploadType": "resumable"}
    body = {"snippet": {"title": "a"}}
    assert reason(api.ask("POST", path, body, params=resumable)) == (400, "missingRequiredParameter")
    assert reason(api.ask("POST", path, body, params={**resumable, "part": "status"})) == (400, "unexpectedPart")
    loud = {**resumable, "part": "snippet", "loud": "1"}
    assert reason(api.ask("POST", path, body, params=loud)) == (400, "badRequest")
    assert reason(api.start(100, **{"X-Upload-Content-Type": "image/png"})) == (400, "badContent")
    assert reason(api.start(300_000_000_000)) == (413, "uploadTooLarge")


def test_a_video_is_processed_while_somebody_looks(api: Api) -> None:
    id_ = api.upload()
    first = api.video(id_, "status,processingDetails")
    assert (first["status"]["uploadStatus"], first["processingDetails"]["processingStatus"]) == (
        "uploaded",
        "processing",
    )
    second = api.video(id_, "status,processingDetails,contentDetails")
    assert (second["status"]["uploadStatus"], second["processingDetails"]["processingStatus"]) == (
        "processed",
        "succeeded",
    )
    assert second["contentDetails"]["duration"] == "PT1S"


def test_what_is_no_film_fails_after_the_upload(api: Api) -> None:
    id_ = api.upload(b"no film at all")
    api.video(id_)
    status = api.video(id_)["status"]
    assert (status["uploadStatus"], status["failureReason"]) == ("failed", "invalidFile")
    assert api.played.made() == []


def test_failures_and_rejections_can_be_ordered(api: Api) -> None:
    for ordered, field, seen in (
        ("fail", "failureReason", "conversion"),
        ("codec", "failureReason", "codec"),
        ("duplicate", "rejectionReason", "duplicate"),
    ):
        api.order(processing=ordered)
        id_ = api.upload()
        api.video(id_)
        assert api.video(id_)["status"][field] == seen
    assert api.played.made() == []


def test_without_a_privacy_a_video_is_public_and_a_time_publishes_a_private_one(api: Api) -> None:
    body = {"snippet": {"title": "Open"}}
    query = {"uploadType": "resumable", "part": "snippet"}
    url = api.ask("POST", "/upload/youtube/v3/videos", body, params=query).headers["location"]
    id_ = api.put(url, film(), None).json()["id"]
    assert api.video(id_)["status"]["privacyStatus"] == "public"
    due = {"privacyStatus": "private", "publishAt": "2026-11-10T14:00:00+01:00"}
    later = api.upload(status=due)
    assert api.video(later)["status"]["publishAt"] == "2026-11-10T13:00:00Z"
    api.played.clock.advance(timedelta(hours=1))
    assert api.video(later)["status"]["privacyStatus"] == "public"


def test_private_videos_are_there_for_their_owner_only(played: Played, api: Api) -> None:
    id_ = api.upload(status={"privacyStatus": "private"})
    query = {"part": "snippet", "id": id_}
    other = another(played)
    assert other.ask("GET", "/youtube/v3/videos", params=query).json()["items"] == []
    assert reason(other.ask("DELETE", "/youtube/v3/videos", params={"id": id_})) == (403, "forbidden")
    assert api.video(id_)["id"] == id_


def test_tokens_are_held_to_their_state_kind_and_scopes(api: Api) -> None:
    tokens = api.played.tokens
    prefix = "https://www.googleapis.com/auth/"
    tokens.issue("youtube", "UCsandbox", frozenset({f"{prefix}youtube.upload"}), token="sends")
    tokens.issue("youtube", "UCsandbox", frozenset({f"{prefix}youtube"}), token="refresh", kind="refresh")
    sends = Api(api.played, "sends")
    id_ = sends.upload()
    query = {"part": "snippet", "id": id_}
    assert reason(sends.ask("GET", "/youtube/v3/videos", params=query)) == (403, "insufficientPermissions")
    assert reason(sends.comment(id_, "Hello")) == (403, "insufficientPermissions")
    for token in ("refresh", "unknown"):
        answer = Api(api.played, token).ask("GET", "/youtube/v3/videos", params=query)
        assert reason(answer) == (401, "authError")
        assert "invalid_token" in answer.headers["www-authenticate"]
    tokens.revoke("youtube", account="UCsandbox")
    assert reason(api.ask("GET", "/youtube/v3/videos", params=query)) == (401, "authError")


def test_uploads_have_a_quota_of_their_own_until_midnight_in_los_angeles(api: Api) -> None:
    for _ in range(100):
        assert api.start(100).status_code == 200
    assert reason(api.start(100)) == (403, "quotaExceeded")
    query = {"part": "id", "mine": "true"}
    assert api.ask("GET", "/youtube/v3/channels", params=query).status_code == 200
    api.played.clock.set(datetime(2026, 11, 11, 7, 59, tzinfo=UTC))
    assert reason(api.start(100)) == (403, "quotaExceeded")
    api.played.clock.set(datetime(2026, 11, 11, 8, 0, tzinfo=UTC))
    assert api.start(100).status_code == 200


def test_everything_else_costs_units(api: Api) -> None:
    id_ = api.upload()
    api.order(quota={"units": 102})
    assert api.comment(id_, "One").status_code == 200
    assert api.comment(id_, "Two").status_code == 200
    api.video(id_)
    api.video(id_)
    query = {"part": "status", "id": id_}
    assert reason(api.ask("GET", "/youtube/v3/videos", params=query)) == (403, "quotaExceeded")
    assert api.ask("GET", "/youtube/v3/videos:batchGetStats", params={"part": "statistics", "id": id_}).is_success
    assert api.start(100).status_code == 200


def test_counts_grow_and_are_told_alike(api: Api) -> None:
    id_ = api.upload()
    query = {"part": "statistics", "id": id_}

    def views() -> int:
        stats = api.ask("GET", "/youtube/v3/videos:batchGetStats", params=query).json()["items"][0]["statistics"]
        shown = api.video(id_, "statistics")["statistics"]
        assert {name: shown[name] for name in stats} == stats
        return int(stats["viewCount"])

    before = views()
    api.played.clock.advance(timedelta(days=1))
    assert views() > before
    assert api.video(id_, "statistics")["statistics"]["favoriteCount"] == "0"


def test_ids_are_asked_for_fifty_at_once(api: Api) -> None:
    ids = ",".join(f"id{number}" for number in range(51))
    for path in ("/youtube/v3/videos", "/youtube/v3/videos:batchGetStats"):
        assert reason(api.ask("GET", path, params={"part": "statistics", "id": ids})) == (400, "invalidFilters")
    assert reason(api.ask("GET", "/youtube/v3/videos", params={"part": "all", "id": "a"})) == (400, "unknownPart")
    answer = api.ask("GET", "/youtube/v3/videos", params={"part": "id"})
    assert reason(answer) == (400, "missingRequiredParameter")


def test_an_update_replaces_whole_parts(api: Api) -> None:
    id_ = api.upload(snippet={"tags": ["a"], "description": "Old"})

    def write(snippet: dict[str, Any]) -> httpx.Response:
        body = {"id": id_, "snippet": snippet}
        return api.ask("PUT", "/youtube/v3/videos", body, params={"part": "snippet"})

    assert reason(write({"title": "New"})) == (400, "invalidCategoryId")
    assert write({"title": "New", "categoryId": "28"}).status_code == 200
    told = api.video(id_)["snippet"]
    assert (told["title"], told["description"], "tags" in told) == ("New", "", False)
    missing = api.ask("PUT", "/youtube/v3/videos", {"id": "none", "snippet": {}}, params={"part": "snippet"})
    assert reason(missing) == (404, "videoNotFound")


def test_a_deleted_video_is_gone(api: Api) -> None:
    id_ = api.upload()
    assert api.ask("DELETE", "/youtube/v3/videos", params={"id": id_}).status_code == 204
    assert reason(api.ask("DELETE", "/youtube/v3/videos", params={"id": id_})) == (404, "videoNotFound")
    assert api.played.made() == []


def test_the_uploads_are_a_playlist_newest_first(played: Played, api: Api) -> None:
    ids = [api.upload() for _ in range(3)]
    mine = api.ask("GET", "/youtube/v3/channels", params={"part": "contentDetails", "mine": "true"}).json()
    playlist = mine["items"][0]["contentDetails"]["relatedPlaylists"]["uploads"]
    query = {"part": "snippet,contentDetails,status", "playlistId": playlist, "maxResults": "2"}
    first = api.ask("GET", "/youtube/v3/playlistItems", params=query).json()
    second = api.ask("GET", "/youtube/v3/playlistItems", params={**query, "pageToken": first["nextPageToken"]}).json()
    rows = [*first["items"], *second["items"]]
    assert [row["contentDetails"]["videoId"] for row in rows] == ids[::-1]
    assert [row["snippet"]["position"] for row in rows] == [0, 1, 2]
    assert "nextPageToken" not in second
    unknown = api.ask("GET", "/youtube/v3/playlistItems", params={**query, "playlistId": "UUnone"})
    assert reason(unknown) == (404, "playlistNotFound")
    bad = api.ask("GET", "/youtube/v3/playlistItems", params={**query, "pageToken": "x"})
    assert reason(bad) == (400, "invalidPageToken")
    hidden = api.upload(status={"privacyStatus": "private"})
    seen = another(played).ask("GET", "/youtube/v3/playlistItems", params={**query, "maxResults": "50"}).json()
    assert hidden not in [row["contentDetails"]["videoId"] for row in seen["items"]]


def test_a_thumbnail_is_a_picture_of_some_size(api: Api) -> None:
    wide = film(width=640, height=360)
    id_ = api.upload(wide)
    assert reason(api.thumbnail(id_, b"no picture")) == (400, "invalidImage")
    assert reason(api.thumbnail(id_, picture("JPEG", 320, 180))) == (400, "invalidImage")
    assert reason(api.thumbnail(id_, picture("WEBP", 1280, 720))) == (400, "invalidImage")
    assert reason(api.thumbnail(id_, picture(), "image/webp")) == (400, "badContent")
    assert reason(api.thumbnail(id_, b"")) == (400, "mediaBodyRequired")
    assert reason(api.thumbnail("none", picture("PNG", 1280, 720), "image/png")) == (404, "videoNotFound")
    assert api.thumbnail(id_, picture("PNG", 1280, 720), "image/png").status_code == 200
    assert api.played.made()[0]["more"]["thumbnail"] is True


def test_a_short_takes_a_thumbnail_once_it_is_processed(api: Api) -> None:
    id_ = api.upload()
    data = picture("JPEG", 720, 1280)
    assert reason(api.thumbnail(id_, data)) == (403, "forbidden")
    api.video(id_)
    api.video(id_)
    assert api.thumbnail(id_, data).status_code == 200


def test_a_channel_without_a_telephone_has_no_thumbnails(played: Played) -> None:
    plain = another(played, verified=False)
    id_ = plain.upload(film(width=640, height=360))
    assert reason(plain.thumbnail(id_, picture("JPEG", 1280, 720))) == (403, "forbidden")


def test_captions_need_a_language_a_name_and_cues(api: Api) -> None:
    id_ = api.upload()
    told = {"videoId": id_, "language": "en", "name": "English"}
    made = api.captions(told)
    assert made.status_code == 200 and made.json()["snippet"]["status"] == "serving"
    assert reason(api.captions(told)) == (409, "captionExists")
    assert reason(api.captions({"videoId": id_, "name": "English"})) == (400, "invalidMetadata")
    assert reason(api.captions({**told, "name": "x" * 151})) == (400, "nameTooLong")
    assert reason(api.captions({**told, "videoId": "none"})) == (404, "videoNotFound")
    assert reason(api.captions({**told, "name": "Empty"}, b"")) == (400, "contentRequired")
    broken = api.captions({**told, "name": "Broken"}, b"no cues").json()["snippet"]
    assert (broken["status"], broken["failureReason"]) == ("failed", "unknownFormat")
    listed = api.ask("GET", "/youtube/v3/captions", params={"part": "snippet", "videoId": id_}).json()["items"]
    assert [row["snippet"]["name"] for row in listed] == ["English", "Broken"]


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_a_related_body_is_cut_at_its_boundary_and_nowhere_else(line_end: bytes) -> None:
    file = "\ufeff1\n00:00 --> 00:01\n\x0cGrüße\x85 \u2028 🎈 --cut\n".encode().replace(b"\n", line_end) + bytes(
        range(256)
    )
    head = b"--cut\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n"
    body = head + '{"a": "Grüße"}'.encode() + b"\r\n--cut\r\nContent-Type: text/vtt\r\n\r\n" + file + b"\r\n--cut--\r\n"
    assert related("multipart/related; boundary=cut", body) == ({"a": "Grüße"}, file)


def test_comments_need_text_and_a_video_that_takes_them(api: Api) -> None:
    id_ = api.upload()
    made = api.comment(id_, "The article: https://example.com")
    assert made.json()["snippet"]["topLevelComment"]["snippet"]["textOriginal"] == "The article: https://example.com"
    assert reason(api.comment(id_, "")) == (400, "commentTextRequired")
    assert reason(api.comment(id_, "x" * 10_001)) == (400, "commentTextTooLong")
    assert reason(api.comment("none", "Hello")) == (404, "videoNotFound")
    kids = api.upload(status={"selfDeclaredMadeForKids": True})
    assert reason(api.comment(kids, "Hello")) == (403, "commentsDisabled")
    listed = api.ask("GET", "/youtube/v3/commentThreads", params={"part": "snippet", "videoId": id_}).json()
    assert listed["pageInfo"]["totalResults"] == 1
    assert api.played.made()[1]["more"]["comments"] == ["The article: https://example.com"]


def report(api: Api, **query: str) -> httpx.Response:
    usual = {"ids": "channel==MINE", "startDate": "2026-11-01", "endDate": "2026-12-31", "metrics": "views,likes"}
    return api.ask("GET", "/v2/reports", params={**usual, **query})


def test_reports_lag_two_days_and_agree_with_the_counts(api: Api) -> None:
    id_ = api.upload()
    assert "rows" not in report(api, dimensions="day", filters="video==none", startDate="2026-11-09").json()
    api.played.clock.set(NOON + timedelta(days=30))
    views = int(api.video(id_, "statistics")["statistics"]["viewCount"])
    total = report(api).json()
    assert total["rows"][0][0] == views
    by_day = report(api, dimensions="day").json()
    assert sum(row[1] for row in by_day["rows"]) == views
    assert by_day["rows"][-1][0] == (NOON + timedelta(days=28)).date().isoformat()
    by_video = report(api, dimensions="video", maxResults="10", sort="-views").json()
    assert by_video["rows"] == [[id_, views, total["rows"][0][1]]]
    assert [column["name"] for column in by_video["columnHeaders"]] == ["video", "views", "likes"]


def test_reports_are_held_to_what_is_supported(api: Api) -> None:
    assert reason(report(api, ids="channel==UCother")) == (403, "forbidden")
    assert reason(report(api, metrics="views,clicks")) == (400, "badRequest")
    assert reason(report(api, dimensions="video")) == (400, "badRequest")
    assert reason(report(api, startDate="November")) == (400, "badRequest")
    assert reason(report(api, filters="country==DE")) == (400, "badRequest")


def test_ordered_refusals_have_googles_body(api: Api) -> None:
    for kind, seen in {
        "quota": (403, "quotaExceeded"),
        "upload_limit": (400, "uploadLimitExceeded"),
        "rate_limit": (429, "rateLimitExceeded"),
        "unavailable": (503, "backendError"),
    }.items():
        api.played.desk("faults", {"route": "POST /upload/youtube/v3/videos", "kind": kind, "seconds": 3})
        answer = api.start(100)
        assert reason(answer) == seen
        assert kind != "rate_limit" or answer.headers["retry-after"] == "3"
