"""The sandbox refuses what Facebook's pages refuse, in Graph's words; read with a plain HTTP client."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.process import SandboxProcess
from tests.sandbox.played import NOON, Played, film, padded, picture, playing, serving

PAGE = "2001"


class Api:
    """The first page's requests."""

    def __init__(self, played: Played, token: str = "sandbox-facebook") -> None:
        self.played = played
        self.http = played.http
        self.token = token

    def get(self, path: str, **query: Any) -> httpx.Response:
        return self.http.get(f"/facebook/v26.0/{path}", params={**query, "access_token": self.token})

    def post(self, path: str, files: Any = None, **data: Any) -> httpx.Response:
        return self.http.post(f"/facebook/v26.0/{path}", data={**data, "access_token": self.token}, files=files)

    def delete(self, path: str) -> httpx.Response:
        return self.http.delete(f"/facebook/v26.0/{path}", params={"access_token": self.token})

    def photo(self, **more: Any) -> str:
        files = {"source": ("a.jpg", picture(), "image/jpeg")}
        return str(self.post(f"{PAGE}/photos", files, **more).json()["id"])

    def start_reel(self) -> tuple[str, str]:
        started = self.post(f"{PAGE}/video_reels", upload_phase="start").json()
        return started["video_id"], started["upload_url"]

    def send(self, url: str, data: bytes, **headers: str) -> httpx.Response:
        sent = {"Authorization": f"OAuth {self.token}", "offset": "0", "file_size": str(len(data)), **headers}
        return self.http.post(url, content=data, headers=sent)

    def finish_reel(self, id_: str, **more: str) -> httpx.Response:
        values = {"upload_phase": "finish", "video_state": "PUBLISHED", "video_id": id_, "description": "See", **more}
        return self.post(f"{PAGE}/video_reels", **values)

    def status(self, id_: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get(id_, fields="status").json()["status"]
        return found


def code(answer: httpx.Response) -> int:
    assert answer.status_code >= 400, answer.text
    return int(answer.json()["error"]["code"])


def subcode(answer: httpx.Response) -> int | None:
    found: int | None = answer.json()["error"].get("error_subcode")
    return found


def reel() -> bytes:
    return film(width=540, height=960, seconds=3.5)


def wide() -> bytes:
    return film(width=320, height=180, seconds=2)


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    with playing(tmp_path, "facebook") as one:
        yield one


@pytest.fixture
def api(played: Played) -> Api:
    return Api(played)


@pytest.fixture
def user(played: Played) -> Api:
    return Api(played, "sandbox-facebook-user")


# Who is asking


def test_a_person_finds_their_pages_with_a_token_for_each(user: Api, api: Api) -> None:
    (page,) = user.get("me/accounts", fields="id,name,access_token,tasks,instagram_business_account").json()["data"]
    assert page["access_token"] == "sandbox-facebook"
    assert page["instagram_business_account"] == {"id": "3001"}
    assert "CREATE_CONTENT" in page["tasks"]
    assert api.get("me").json() == {"name": "Reprise demo", "id": PAGE}


def test_without_its_permission_the_list_of_pages_is_empty_and_no_error(played: Played) -> None:
    token = played.tokens.issue("facebook", "1001", frozenset({"pages_manage_posts"}))
    assert Api(played, token).get("me/accounts").json() == {"data": []}


def test_a_token_is_debugged(user: Api, played: Played) -> None:
    data = user.get("debug_token", input_token="sandbox-facebook").json()["data"]
    assert (data["type"], data["is_valid"], data["expires_at"], data["profile_id"]) == ("PAGE", True, 0, PAGE)
    played.desk("tokens", {"do": "revoke", "token": "sandbox-facebook"})
    data = user.get("debug_token", input_token="sandbox-facebook").json()["data"]
    assert (data["is_valid"], data["error"]["subcode"]) == (False, 458)


def test_a_persons_token_does_not_post_for_a_page(user: Api) -> None:
    answer = user.post(f"{PAGE}/feed", message="Hello")
    assert (code(answer), subcode(answer)) == (190, 2069032)


def test_permission_task_and_page_are_checked(played: Played) -> None:
    reading = played.tokens.issue("facebook", PAGE, frozenset({"pages_read_engagement"}), kind="page")
    assert code(Api(played, reading).post(f"{PAGE}/feed", message="Hello")) == 200
    played.desk("accounts", {"id": "2002", "token": "second", "tasks": ["ANALYZE"]})
    assert code(Api(played, "second").post("2002/feed", message="Hello")) == 200
    answer = Api(played, "second").post(f"{PAGE}/feed", message="Hello")
    assert (answer.status_code, code(answer)) == (403, 200)


# Posts


def test_a_post_can_be_read_listed_edited_commented_and_deleted(api: Api, played: Played) -> None:
    made = api.post(f"{PAGE}/feed", message="Hello", link="https://example.org/a", fields="id,permalink_url").json()
    assert made["id"].startswith(f"{PAGE}_")
    assert made["permalink_url"].startswith("https://www.facebook.com/")
    (row,) = api.get(f"{PAGE}/published_posts", fields="message,created_time,permalink_url").json()["data"]
    assert row["message"] == "Hello"
    assert row["created_time"] == "2026-11-10T12:00:00+0000"
    played.clock.advance(timedelta(minutes=1))
    first = api.post(f"{made['id']}/comments", message="And this").json()["id"]
    assert [one["text"] for one in played.made()] == ["And this", "Hello"]
    assert played.made()[0]["reply_to"] == made["id"]
    assert api.get(f"{made['id']}/comments").json()["data"][0]["id"] == first
    assert api.post(made["id"], message="Hello again").json() == {"success": True}
    assert api.get(made["id"]).json()["message"] == "Hello again"
    assert api.delete(made["id"]).json() == {"success": True}
    assert subcode(api.get(made["id"])) == 33
    assert played.made() == []


def test_equal_posts_are_two_posts(api: Api, played: Played) -> None:
    ids = {api.post(f"{PAGE}/feed", message="Same").json()["id"] for _ in range(2)}
    assert len(ids) == len(played.made()) == 2


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, 100),
        ({"message": "  "}, 100),
        ({"message": "a" * 63_207}, 100),
        ({"message": "a", "link": "nowhere"}, 1500),
        ({"message": "a", "mesage": "b"}, 100),
        ({"message": "a", "published": "perhaps"}, 100),
        ({"message": "a", "scheduled_publish_time": "1"}, 100),
        ({"message": "a", "attached_media": '[{"media_fbid":"1"}]'}, 100),
        ({"message": "a", "fields": "nonsense"}, 100),
    ],
)
def test_a_wrong_post_is_refused(api: Api, given: dict[str, str], wanted: int) -> None:
    assert code(api.post(f"{PAGE}/feed", **given)) == wanted


def test_a_text_may_have_as_many_characters_as_facebook_allows(api: Api) -> None:
    assert api.post(f"{PAGE}/feed", message="ä" * 63_206).status_code == 200


def test_a_scheduled_post_becomes_public_at_its_time(api: Api, played: Played) -> None:
    due = NOON + timedelta(hours=1)
    api.post(f"{PAGE}/feed", message="Later", published="false", scheduled_publish_time=int(due.timestamp()))
    assert played.made() == []
    played.clock.set(due)
    assert [one["text"] for one in played.made()] == ["Later"]
    assert api.get(f"{PAGE}/feed").json()["data"][0]["created_time"] == "2026-11-10T13:00:00+0000"


def test_a_listing_has_pages(api: Api, played: Played) -> None:
    for number in range(5):
        api.post(f"{PAGE}/feed", message=str(number))
        played.clock.advance(timedelta(seconds=1))
    page = api.get(f"{PAGE}/feed", limit=2, fields="message").json()
    texts = [row["message"] for row in page["data"]]
    while "next" in page["paging"]:
        page = api.http.get(page["paging"]["next"]).json()
        texts += [row["message"] for row in page["data"]]
    assert texts == ["4", "3", "2", "1", "0"]
    since = int((NOON + timedelta(seconds=3)).timestamp())
    assert len(api.get(f"{PAGE}/feed", since=since).json()["data"]) == 2
    assert code(api.get(f"{PAGE}/feed", after="nonsense")) == 100


def test_the_state_survives_a_restart(tmp_path: Path) -> None:
    with playing(tmp_path, "facebook") as first:
        Api(first).post(f"{PAGE}/feed", message="Hello")
    with playing(tmp_path, "facebook") as again:
        assert [one["text"] for one in again.made()] == ["Hello"]


# Photos


def test_a_photo_is_a_post_of_its_own(api: Api, played: Played) -> None:
    files = {"source": ("a.png", picture("PNG"), "image/png")}
    made = api.post(f"{PAGE}/photos", files, message="Look", alt_text_custom="A wall").json()
    assert made["post_id"].startswith(f"{PAGE}_")
    (one,) = played.made()
    assert (one["media"], one["alts"], one["text"]) == (["image"], ["A wall"], "Look")
    assert api.get(made["id"], fields="alt_text_custom,width").json()["width"] == 1080


@pytest.mark.parametrize("numbered", [True, False])
def test_several_photos_are_one_post(api: Api, played: Played, numbered: bool) -> None:
    ids = [api.photo(published="false", temporary="true") for _ in range(3)]
    assert played.made() == []
    media = [{"media_fbid": id_} for id_ in ids]
    given = {f"attached_media[{number}]": json.dumps(one) for number, one in enumerate(media)}
    if not numbered:
        given = {"attached_media": json.dumps(media)}
    assert api.post(f"{PAGE}/feed", message="Three", **given).status_code == 200
    assert played.made()[0]["media"] == ["image"] * 3
    again = api.post(f"{PAGE}/feed", message="Again", **given)
    assert subcode(again) == 1366051


def test_a_temporary_photo_expires(api: Api, played: Played) -> None:
    id_ = api.photo(published="false", temporary="true")
    played.clock.advance(timedelta(hours=25))
    assert code(api.post(f"{PAGE}/feed", message="a", attached_media=json.dumps([{"media_fbid": id_}]))) == 100


def test_a_photo_is_fetched_from_an_address(api: Api, played: Played) -> None:
    with serving({"/a.jpg": (picture(), "image/jpeg"), "/page": (b"<html>", "text/html")}) as media:
        assert api.post(f"{PAGE}/photos", url=f"{media}/a.jpg").status_code == 200
        for path in ("/page", "/none.jpg", "/moved/a.jpg"):
            assert code(api.post(f"{PAGE}/photos", url=media + path)) == 324
    assert len(played.made()) == 1


@pytest.mark.parametrize(
    "data", [b"no picture", picture("WEBP"), picture("BMP", 1200, 1200)], ids=["nothing", "webp", "too large"]
)
def test_what_is_no_photo_for_facebook_is_refused(api: Api, data: bytes) -> None:
    answer = api.post(f"{PAGE}/photos", {"source": ("a.jpg", data, "image/jpeg")})
    assert (code(answer), subcode(answer)) == (324, 1366046)


# Films


def test_a_film_in_one_request_appears_when_it_is_ready(api: Api, played: Played) -> None:
    made = api.post(f"{PAGE}/videos", {"source": ("a.mp4", wide(), "video/mp4")}, title="T", description="See").json()
    assert len(played.made()) == 1
    assert api.get(f"{PAGE}/feed").json()["data"] == []
    assert [row["id"] for row in api.get(f"{PAGE}/videos").json()["data"]] == [made["id"]]
    assert api.status(made["id"])["video_status"] == "ready"
    (row,) = api.get(f"{PAGE}/feed", fields="permalink_url,message").json()["data"]
    assert row["permalink_url"] == f"https://www.facebook.com/{PAGE}/videos/{made['id']}"
    assert row["message"] == "See"


def test_a_film_in_pieces(api: Api, played: Played) -> None:
    data = padded(wide(), (5 << 19) + 7)
    started = api.post(f"{PAGE}/videos", upload_phase="start", file_size=len(data)).json()
    session, at, end = started["upload_session_id"], int(started["start_offset"]), int(started["end_offset"])
    wrong = {"video_file_chunk": ("a", data[5:9], "application/octet-stream")}
    answer = api.post(f"{PAGE}/videos", wrong, upload_phase="transfer", upload_session_id=session, start_offset="5")
    assert (code(answer), subcode(answer)) == (6001, 1363037)
    assert answer.json()["error"]["error_data"] == {"start_offset": "0", "end_offset": str(1 << 20)}
    assert code(api.post(f"{PAGE}/videos", upload_phase="finish", upload_session_id=session)) == 6000
    pieces = 0
    while at < end:
        piece = {"video_file_chunk": ("a", data[at:end], "application/octet-stream")}
        answer = api.post(
            f"{PAGE}/videos", piece, upload_phase="transfer", upload_session_id=session, start_offset=str(at)
        )
        at, end, pieces = int(answer.json()["start_offset"]), int(answer.json()["end_offset"]), pieces + 1
    assert pieces == 3
    finish = {"upload_phase": "finish", "upload_session_id": session, "description": "See"}
    assert api.post(f"{PAGE}/videos", **finish).json() == {"success": True}
    assert code(api.post(f"{PAGE}/videos", **finish)) == 6000
    assert [one["text"] for one in played.made()] == ["See"]
    assert api.status(started["video_id"])["processing_phase"]["status"] == "in_progress"
    assert api.status(started["video_id"])["publishing_phase"]["publish_status"] == "published"


def test_a_lost_session_is_gone(api: Api, played: Played) -> None:
    started = api.post(f"{PAGE}/videos", upload_phase="start", file_size=5000).json()
    played.desk("orders", {"upload": "lost"})
    piece = {"video_file_chunk": ("a", b"x" * 5000, "application/octet-stream")}
    given = {"upload_phase": "transfer", "upload_session_id": started["upload_session_id"], "start_offset": "0"}
    assert subcode(api.post(f"{PAGE}/videos", piece, **given)) == 1363019
    assert api.status(started["video_id"])["video_status"] == "upload_failed"


@pytest.mark.parametrize(
    ("files", "given", "wanted"),
    [
        ({}, {}, 100),
        ({"source": ("a.mp4", b"x" * 2000, "video/mp4")}, {}, 352),
        ({"source": ("a.mp4", b"x", "video/mp4")}, {}, 382),
        ({}, {"file_url": "http://127.0.0.1:9/none.mp4"}, 389),
        ({}, {"fbuploader_video_file_chunk": "2:none"}, 6000),
        ({}, {"upload_phase": "begin"}, 100),
        ({}, {"upload_phase": "start", "file_size": "10"}, 382),
    ],
)
def test_a_wrong_film_is_refused(api: Api, files: Any, given: dict[str, str], wanted: int) -> None:
    assert code(api.post(f"{PAGE}/videos", files or None, **given)) == wanted


def test_processing_that_fails_shows_in_the_status_and_is_never_public(api: Api, played: Played) -> None:
    played.desk("orders", {"processing": "fail"})
    id_ = api.post(f"{PAGE}/videos", {"source": ("a.mp4", wide(), "video/mp4")}).json()["id"]
    assert api.status(id_)["video_status"] == "processing"
    status = api.status(id_)
    assert status["video_status"] == "error"
    assert status["processing_phase"]["errors"][0]["code"] == 1363008
    assert played.made() == api.get(f"{PAGE}/feed").json()["data"] == []


def test_captions_and_thumbnails_belong_to_a_film(api: Api, played: Played) -> None:
    id_ = api.post(f"{PAGE}/videos", {"source": ("a.mp4", wide(), "video/mp4")}).json()["id"]
    cues = b"1\n00:00:00,000 --> 00:00:01,000\nHello\n"
    for name in ("film.srt", "film.english.srt", "film.en_US.vtt"):
        assert code(api.post(f"{id_}/captions", {"captions_file": (name, cues, "text/plain")})) == 100
    assert code(api.post(f"{id_}/captions", {"captions_file": ("f.en_US.srt", b"nothing", "text/plain")})) == 100
    good = {"captions_file": ("film.en_US.srt", cues, "application/octet-stream")}
    assert api.post(f"{id_}/captions", good, default_locale="en_US").json() == {"success": True}
    thumbnail = {"source": ("t.jpg", picture(), "image/jpeg")}
    assert api.post(f"{id_}/thumbnails", thumbnail, is_preferred="true").json() == {"success": True}
    assert code(api.post(f"{id_}/thumbnails", {"source": ("t.jpg", b"none", "image/jpeg")})) == 324
    assert played.made()[0]["more"]["captions"] == ["en_US"]
    assert api.get(f"{id_}/thumbnails").json()["data"][0]["is_preferred"] is True


# Resumable uploads of the app


def test_an_upload_goes_on_where_it_stopped_and_gives_a_handle(user: Api, api: Api, played: Played) -> None:
    data = wide()
    given = {"file_name": "a.mp4", "file_length": len(data), "file_type": "video/mp4"}
    assert code(api.post("app/uploads", **given)) == 190
    id_ = user.post("app/uploads", **given).json()["id"]
    assert id_.startswith("upload:")
    url, headers = f"/facebook/v26.0/{id_}", {"Authorization": "OAuth sandbox-facebook-user"}
    first = user.http.post(url, content=data[:1000], headers={**headers, "file_offset": "0"})
    assert first.json()["debug_info"] == {
        "retriable": True, "type": "PartialRequestError", "message": "Partial request (did not match length of file)",
    }  # fmt: skip
    assert user.http.get(url, headers=headers).json()["file_offset"] == 1000
    wrong = user.http.post(url, content=data, headers={**headers, "file_offset": "0"})
    assert wrong.json()["debug_info"]["type"] == "OffsetInvalidError"
    handle = user.http.post(url, content=data[1000:], headers={**headers, "file_offset": "1000"}).json()["h"]
    assert api.post(f"{PAGE}/videos", fbuploader_video_file_chunk=handle, description="See").status_code == 200
    assert played.made()[0]["text"] == "See"


def test_an_upload_needs_its_headers(user: Api) -> None:
    id_ = user.post("app/uploads", file_name="a.mp4", file_length=10, file_type="video/mp4").json()["id"]
    url = f"/facebook/v26.0/{id_}"
    assert code(user.http.post(url, content=b"x", params={"access_token": user.token})) == 104
    assert code(user.http.post(url, content=b"x", headers={"Authorization": f"Bearer {user.token}"})) == 104
    assert code(user.http.post(url, content=b"x", headers={"Authorization": f"OAuth {user.token}"})) == 100
    assert code(user.post("app/uploads", file_name="a.gif", file_length=10, file_type="image/gif")) == 100


# Reels


def test_a_reel_from_start_to_end(api: Api, played: Played) -> None:
    id_, url = api.start_reel()
    assert "/facebook/video-upload/v26.0/" in url
    assert api.status(id_)["uploading_phase"]["status"] == "not_started"
    assert code(api.finish_reel(id_)) == 6000
    assert api.send(url, reel()).json() == {"success": True}
    assert api.status(id_)["video_status"] == "upload_complete"
    assert api.finish_reel(id_).json() == {"success": True}
    assert code(api.finish_reel(id_)) == 100
    assert api.status(id_)["processing_phase"]["status"] == "in_progress"
    status = api.status(id_)
    assert (status["video_status"], status["publishing_phase"]["publish_status"]) == ("ready", "published")
    assert [row["id"] for row in api.get(f"{PAGE}/video_reels", fields="description").json()["data"]] == [id_]
    assert len(played.made()) == 1
    assert code(api.get(f"{id_}/insights")) == 100


def test_a_reel_goes_on_at_the_offset_that_the_status_tells(api: Api) -> None:
    data = reel()
    id_, url = api.start_reel()
    broken = api.send(url, data[:1000], file_size=str(len(data)))
    assert broken.json()["debug_info"]["retriable"] is True
    here = api.status(id_)["uploading_phase"]["bytes_transfered"]
    assert here == 1000
    assert api.send(url, data).json()["debug_info"]["type"] == "OffsetInvalidError"
    assert api.send(url, data[here:], offset=str(here), file_size=str(len(data))).json() == {"success": True}


@pytest.mark.parametrize(
    ("size", "seconds", "fps", "wanted"),
    [
        ((540, 540), 3.5, 24, 1363040),
        ((360, 640), 3.5, 24, 1363127),
        ((540, 960), 2, 24, 1363128),
        ((540, 960), 3.5, 12, 1363129),
    ],
)
def test_a_reel_is_held_against_its_limits(
    api: Api, size: tuple[int, int], seconds: float, fps: int, wanted: int
) -> None:
    id_, url = api.start_reel()
    api.send(url, film(width=size[0], height=size[1], seconds=seconds, fps=fps))
    assert api.finish_reel(id_).status_code == 200
    api.status(id_)
    assert api.status(id_)["processing_phase"]["errors"][0]["code"] == wanted


def test_a_page_has_its_reels_of_a_day(api: Api, played: Played) -> None:
    played.desk("accounts", {"id": PAGE, "reels_a_day": 1})
    for wanted in (200, 400):
        id_, url = api.start_reel()
        api.send(url, reel())
        assert api.finish_reel(id_).status_code == wanted
    played.clock.advance(timedelta(hours=25))
    id_, url = api.start_reel()
    api.send(url, reel())
    assert api.finish_reel(id_).status_code == 200


# Numbers


def test_numbers_grow_and_one_dead_metric_fails_the_whole_call(api: Api, played: Played) -> None:
    id_ = api.post(f"{PAGE}/feed", message="Hello", link="https://example.org").json()["id"]
    played.clock.advance(timedelta(hours=3))
    names = "post_media_view,post_total_media_view_unique,post_clicks_by_type,post_reactions_by_type_total"
    early = {row["name"]: row["values"][0]["value"] for row in api.get(f"{id_}/insights", metric=names).json()["data"]}
    played.clock.advance(timedelta(days=2))
    late = {row["name"]: row["values"][0]["value"] for row in api.get(f"{id_}/insights", metric=names).json()["data"]}
    assert 0 < early["post_media_view"] < late["post_media_view"]
    assert late["post_media_view"] > late["post_total_media_view_unique"]
    answer = api.get(f"{id_}/insights", metric=f"{names},post_impressions")
    assert (code(answer), answer.json()["error"]["message"]) == (
        100,
        "(#100) The value must be a valid insights metric",
    )
    fields = api.get(id_, fields="shares,reactions.summary(true),comments.summary(true)").json()
    total = sum(late["post_reactions_by_type_total"].values())
    assert fields["reactions"]["summary"]["total_count"] == total


def test_a_page_has_a_value_for_each_day(api: Api, played: Played) -> None:
    api.post(f"{PAGE}/feed", message="Hello")
    played.clock.advance(timedelta(days=4))
    since, until = int(NOON.timestamp()), int((NOON + timedelta(days=4)).timestamp())
    answer = api.get(f"{PAGE}/insights", metric="page_media_view", period="day", since=since, until=until).json()
    values = [value["value"] for value in answer["data"][0]["values"]]
    assert len(values) == 4
    assert values[0] > values[3]
    early = int((NOON - timedelta(days=94)).timestamp())
    assert code(api.get(f"{PAGE}/insights", metric="page_media_view", since=early, until=until)) == 100


def test_numbers_need_their_permission(played: Played, api: Api) -> None:
    id_ = api.post(f"{PAGE}/feed", message="Hello").json()["id"]
    token = played.tokens.issue("facebook", PAGE, frozenset({"pages_read_engagement"}), kind="page")
    assert code(Api(played, token).get(f"{id_}/insights", metric="post_clicks")) == 200


# Failures


def test_a_refusal_after_the_post_took_effect_leaves_it_public(api: Api, played: Played) -> None:
    played.desk("faults", {"route": "POST /v26.0/2001/feed", "kind": "server_error_after"})
    assert api.post(f"{PAGE}/feed", message="Hello").status_code == 500
    assert [one["text"] for one in played.made()] == ["Hello"]


def test_a_post_that_is_taken_away_again_was_answered_with_success(api: Api, played: Played) -> None:
    played.desk("orders", {"post": "removed"})
    assert api.post(f"{PAGE}/feed", message="Hello").status_code == 200
    assert played.made() == api.get(f"{PAGE}/feed").json()["data"] == []


@pytest.mark.parametrize("path", ["nobody", "999", "2001/nothing", "2001/feed/more", ""])
def test_what_is_not_there_is_not_there(api: Api, path: str) -> None:
    assert code(api.get(path)) in (100, 2500)


# Over a real connection


def test_bytes_that_came_before_a_connection_broke_are_kept(tmp_path: Path) -> None:
    data = padded(reel(), 3 << 20)
    headers = {"Authorization": "OAuth sandbox-facebook", "offset": "0", "file_size": str(len(data))}

    def torn() -> Iterator[bytes]:
        yield data[: 1 << 20]
        raise ConnectionAbortedError

    with (
        SandboxProcess(tmp_path, platforms=("facebook",)) as sandbox,
        httpx.Client(trust_env=False, timeout=20) as http,
    ):
        base = f"{sandbox.url_of('facebook')}/v26.0"
        token = {"access_token": "sandbox-facebook"}
        made = http.post(f"{base}/{PAGE}/video_reels", data={**token, "upload_phase": "start"}).json()
        with pytest.raises(ConnectionAbortedError):
            http.post(made["upload_url"], content=torn(), headers={**headers, "content-length": str(len(data))})

        def here() -> int:
            status = http.get(f"{base}/{made['video_id']}", params={**token, "fields": "status"}).json()["status"]
            return int(status["uploading_phase"]["bytes_transfered"])

        give_up = time.monotonic() + 20
        while (at := here()) < 1 << 20:  # what was sent before the end arrives, in its own time
            assert time.monotonic() < give_up
            time.sleep(0.05)
        rest = http.post(made["upload_url"], content=data[at:], headers={**headers, "offset": str(at)})
        assert rest.json() == {"success": True}
        assert here() == len(data)
