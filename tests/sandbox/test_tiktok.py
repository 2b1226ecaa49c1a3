"""The sandbox refuses what TikTok refuses, with TikTok's envelope; read with a plain HTTP client."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sandbox.played import NOON, Played, film, padded, picture, playing, serving

FIELDS = "id,title,video_description,create_time,share_url,view_count,like_count,comment_count,share_count"
PHOTO = {"brand_content_toggle": False, "brand_organic_toggle": False, "privacy_level": "PUBLIC_TO_EVERYONE"}


class Api:
    """One creator's requests."""

    def __init__(self, played: Played, token: str = "sandbox-tiktok") -> None:
        self.played = played
        self.headers = {"Authorization": f"Bearer {token}"}

    def post(self, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return self.played.http.post(f"/tiktok/v2{path}", json=body or {}, headers=self.headers, **more)

    def init(self, size: int, chunk: int | None = None, count: int | None = None, **info: Any) -> httpx.Response:
        chunk = size if chunk is None else chunk
        source = {
            "source": "FILE_UPLOAD",
            "video_size": size,
            "chunk_size": chunk,
            "total_chunk_count": size // chunk if count is None else count,
        }
        post_info = {"title": "Hello", "privacy_level": "PUBLIC_TO_EVERYONE", **info}
        return self.post("/post/publish/video/init/", {"post_info": post_info, "source_info": source})

    def photos(self, urls: list[str], **changes: Any) -> httpx.Response:
        body = {
            "media_type": "PHOTO",
            "post_mode": "DIRECT_POST",
            "post_info": {"title": "Two things", "description": "More of them", **PHOTO},
            "source_info": {"source": "PULL_FROM_URL", "photo_images": urls, "photo_cover_index": 0},
        }
        return self.post("/post/publish/content/init/", {**body, **changes})

    def put(self, url: str, data: bytes, first: int = 0, total: int | None = None, **headers: str) -> httpx.Response:
        span = f"bytes {first}-{first + len(data) - 1}/{total or len(data)}"
        sent = {"Content-Type": "video/mp4", "Content-Range": span, **headers}
        return self.played.http.put(url, content=data, headers=sent)

    def status(self, publish_id: str) -> dict[str, Any]:
        answer = self.post("/post/publish/status/fetch/", {"publish_id": publish_id})
        assert answer.status_code == 200, answer.text
        data: dict[str, Any] = answer.json()["data"]
        return data

    def publish(self, data: bytes | None = None, **info: Any) -> str:
        data = data or film()
        opened = self.init(len(data), **info).json()["data"]
        assert self.put(opened["upload_url"], data).status_code == 201
        return str(opened["publish_id"])

    def listed(self, **body: Any) -> dict[str, Any]:
        answer = self.post(f"/video/list/?fields={FIELDS}", body)
        assert answer.status_code == 200, answer.text
        data: dict[str, Any] = answer.json()["data"]
        return data


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    with playing(tmp_path, "tiktok") as platform:
        yield platform


@pytest.fixture
def api(played: Played) -> Api:
    return Api(played)


def another(played: Played, **details: Any) -> Api:
    id_ = details.pop("id", "other")
    played.desk("accounts", {"id": id_, "handle": id_, "token": f"token-{id_}", **details})
    return Api(played, f"token-{id_}")


def test_a_film_is_public_when_its_last_byte_is_there_though_nobody_looks(api: Api) -> None:
    api.publish(title="Seen by all")
    assert [(row["text"], row["media"], row["more"]["privacy"]) for row in api.played.made()] == [
        ("Seen by all", ["video"], "PUBLIC_TO_EVERYONE")
    ]


def test_the_status_lags_and_the_public_id_lags_behind_the_status(api: Api) -> None:
    publish_id = api.publish()
    assert len(publish_id) <= 64
    assert api.status(publish_id) == {"status": "PROCESSING_UPLOAD", "uploaded_bytes": len(film())}
    done = api.status(publish_id)
    assert (done["status"], done["publicaly_available_post_id"]) == ("PUBLISH_COMPLETE", [])
    assert api.status(publish_id)["publicaly_available_post_id"] == [int(api.played.made()[0]["id"])]


def test_the_official_example_of_chunks_passes_and_its_progress_is_told(api: Api) -> None:
    """50,000,123 bytes in pieces of 10,000,000: five, of which the last carries the remainder."""
    data = padded(film(), 50_000_123)
    opened = api.init(len(data), 10_000_000, 5).json()["data"]
    starts = [*range(0, 50_000_000, 10_000_000), len(data)]
    for first, end in pairwise(starts[:5]):
        answer = api.put(opened["upload_url"], data[first:end], first, len(data))
        assert answer.status_code == 206
        assert answer.headers["content-range"] == f"bytes 0-{end}/{len(data)}"
        assert api.status(opened["publish_id"]) == {"status": "PROCESSING_UPLOAD", "uploaded_bytes": end}
    assert api.played.made() == []
    assert api.put(opened["upload_url"], data[40_000_000:], 40_000_000, len(data)).status_code == 201
    assert len(api.played.made()) == 1


@pytest.mark.parametrize(
    ("size", "chunk", "count"),
    [
        (50_000_123, 10_000_000, 6),  # rounded up
        (50_000_123, 4_000_000, 12),  # pieces too small
        (200_000_000, 70_000_000, 2),  # pieces too large
        (4_000_000, 2_000_000, 2),  # a small film is sent whole
        (65_000_000, 64_000_000, 1),  # a large one is not
        (10_000_000, 20_000_000, 1),
        (4_100_000_000, 64_000_000, 64),
    ],
)
def test_wrong_chunk_arithmetic_is_refused(api: Api, size: int, chunk: int, count: int) -> None:
    assert code(api.init(size, chunk, count)) == (400, "invalid_param")


def test_chunks_must_come_in_order_and_as_planned(api: Api) -> None:
    data = padded(film(), 12_000_000)
    url = api.init(len(data), 6_000_000).json()["data"]["upload_url"]
    early = api.put(url, data[6_000_000:], 6_000_000, len(data))
    assert (early.status_code, early.headers["content-range"]) == (416, f"bytes 0-0/{len(data)}")
    assert api.put(url, data[:5_000_000], 0, len(data)).status_code == 400
    assert api.put(url, data[:6_000_000], 0, len(data)).status_code == 206
    again = api.put(url, data[:6_000_000], 0, len(data))
    assert (again.status_code, again.headers["content-range"]) == (416, f"bytes 0-6000000/{len(data)}")
    assert api.put(url, data[6_000_000:], 6_000_000, len(data)).status_code == 201
    assert api.put(url, data[6_000_000:], 6_000_000, len(data)).status_code == 416
    assert len(api.played.made()) == 1


def test_a_chunk_needs_true_headers(api: Api) -> None:
    data = film()
    url = api.init(len(data)).json()["data"]["upload_url"]
    assert api.put(url, data, **{"Content-Type": "application/octet-stream"}).status_code == 400
    assert api.put(url, data, **{"Content-Range": f"bytes 0-{len(data) - 1}/*"}).status_code == 400
    assert api.put(url, data[:-1], 0, len(data)).status_code == 400
    assert api.put(url, data, **{"Content-Range": f"bytes 0-{len(data)}/{len(data) + 1}"}).status_code == 400
    assert api.put(url, data).status_code == 201


def test_an_upload_address_is_unknown_without_its_token_and_over_after_an_hour(api: Api) -> None:
    data = film()
    opened = api.init(len(data)).json()["data"]
    assert len(opened["upload_url"]) <= 256
    assert api.put(opened["upload_url"][:-1], data).status_code == 404
    assert api.put("http://127.0.0.1:80/tiktok/video/?upload_id=1&upload_token=2", data).status_code == 404
    api.played.clock.advance(timedelta(hours=1))
    assert api.put(opened["upload_url"], data).status_code == 403
    assert api.status(opened["publish_id"])["status"] == "PROCESSING_UPLOAD"
    assert api.status(opened["publish_id"])["fail_reason"] == "internal"
    assert api.played.made() == []


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"no film at all", "file_format_check_failed"),
        (film(codec="mpeg4"), "file_format_check_failed"),
        (film(width=320, height=640), "picture_size_check_failed"),
        (film(fps=12), "frame_rate_check_failed"),
    ],
)
def test_a_film_that_does_not_fit_fails_after_the_upload(api: Api, data: bytes, reason: str) -> None:
    publish_id = api.publish(data)
    api.status(publish_id)
    assert api.status(publish_id) == {
        "status": "FAILED",
        "fail_reason": reason,
        "publicaly_available_post_id": [],
        "uploaded_bytes": len(data),
    }
    assert api.played.made() == []


def test_a_film_longer_than_the_creator_may_post_fails(played: Played) -> None:
    short = another(played, max_seconds=1)
    publish_id = short.publish(film(seconds=3))
    short.status(publish_id)
    assert short.status(publish_id)["fail_reason"] == "duration_check_failed"


def test_other_containers_are_taken(api: Api) -> None:
    data = film(codec="libvpx-vp9", container="webm")
    url = api.init(len(data)).json()["data"]["upload_url"]
    assert api.put(url, data, **{"Content-Type": "video/webm"}).status_code == 201
    assert len(api.played.made()) == 1


def test_text_is_counted_in_utf_16_units(api: Api) -> None:
    assert code(api.init(10, title="🎈" * 1100)) == (200, "ok")
    assert code(api.init(10, title="🎈" * 1100 + "a")) == (400, "invalid_param")


@pytest.mark.parametrize(
    "change",
    [
        {"privacy_level": "EVERYBODY"},
        {"disable_duet": "yes"},
        {"hashtags": ["a"]},
        {"brand_content_toggle": True, "privacy_level": "SELF_ONLY"},
        {"video_cover_timestamp_ms": -1},
    ],
)
def test_bad_post_info_is_refused(api: Api, change: dict[str, Any]) -> None:
    assert code(api.init(10, **change)) == (400, "invalid_param")


def test_a_request_without_its_parts_or_as_a_form_is_refused(api: Api) -> None:
    assert code(api.post("/post/publish/video/init/", {"post_info": {}})) == (400, "invalid_param")
    path = "/tiktok/v2/post/publish/video/init/"
    assert code(api.played.http.post(path, data={"a": "b"}, headers=api.headers)) == (400, "invalid_param")


def test_privacy_must_be_among_the_creators_options(played: Played) -> None:
    private = another(played, private=True)
    options = private.post("/post/publish/creator_info/query/").json()["data"]["privacy_level_options"]
    assert options == ["FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]
    assert code(private.init(10)) == (403, "privacy_level_option_mismatch")
    assert code(private.init(10, privacy_level="SELF_ONLY")) == (200, "ok")


def test_an_app_that_is_not_audited_posts_for_oneself_on_private_accounts_only(played: Played) -> None:
    refusal = (403, "unaudited_client_can_only_post_to_private_accounts")
    unaudited = another(played, audited=False)
    assert code(unaudited.init(10, privacy_level="FOLLOWER_OF_CREATOR")) == refusal
    publish_id = unaudited.publish(privacy_level="SELF_ONLY")
    for _ in range(5):
        seen = unaudited.status(publish_id)
    assert (seen["status"], seen["publicaly_available_post_id"]) == ("PUBLISH_COMPLETE", [])
    assert unaudited.listed()["videos"] == []
    assert played.made()[0]["more"]["privacy"] == "SELF_ONLY"
    public = another(played, id="public", audited=False, private=False)
    assert code(public.init(10, privacy_level="SELF_ONLY")) == refusal


def test_tokens_are_held_to_their_state_kind_and_scopes(api: Api) -> None:
    tokens = api.played.tokens
    query = "/post/publish/creator_info/query/"
    tokens.issue("tiktok", "sandbox-open-id", frozenset({"video.list"}), token="reads")
    tokens.issue("tiktok", "sandbox-open-id", frozenset({"video.publish"}), token="refresh", kind="refresh")
    assert code(Api(api.played, "reads").post(query)) == (401, "scope_not_authorized")
    for token in ("refresh", "unknown"):
        assert code(Api(api.played, token).post(query)) == (401, "access_token_invalid")
    assert code(api.played.http.post(f"/tiktok/v2{query}", json={})) == (401, "access_token_invalid")
    tokens.expire("tiktok", token="sandbox-tiktok")
    assert code(api.post(query)) == (401, "access_token_invalid")


def test_calls_are_limited_over_a_sliding_minute(api: Api) -> None:
    assert [code(api.init(10))[0] for _ in range(7)] == [200] * 6 + [429]
    query = "/post/publish/creator_info/query/"
    assert [api.post(query).status_code for _ in range(21)] == [200] * 20 + [429]
    publish_id = api.played.clock.advance(timedelta(seconds=59)) and api.post(query)
    assert code(publish_id) == (429, "rate_limit_exceeded")
    api.played.clock.advance(timedelta(seconds=2))
    opened = api.init(10).json()["data"]["publish_id"]
    body = {"publish_id": opened}
    assert [api.post("/post/publish/status/fetch/", body).status_code for _ in range(31)] == [200] * 30 + [429]


def test_fifteen_posts_a_day_are_the_most(api: Api) -> None:
    for _ in range(15):
        api.publish()
        api.played.clock.advance(timedelta(minutes=1))
    assert code(api.init(10)) == (403, "spam_risk_too_many_posts")
    info = api.post("/post/publish/creator_info/query/")
    assert code(info) == (200, "spam_risk_too_many_posts")
    api.played.clock.advance(timedelta(days=1))
    assert code(api.init(10)) == (200, "ok")


def test_a_task_of_others_or_none_has_no_status(played: Played, api: Api) -> None:
    publish_id = api.publish()
    path = "/post/publish/status/fetch/"
    refusal = (400, "token_not_authorized_for_specified_publish_id")
    assert code(another(played).post(path, {"publish_id": publish_id})) == refusal
    assert code(api.post(path, {"publish_id": "v_pub_file~nothing"})) == (400, "invalid_publish_id")
    assert code(api.post(path, {})) == (400, "invalid_param")


def test_photos_are_fetched_and_posted_in_order(api: Api) -> None:
    with serving({"/1.jpg": (picture(), "image/jpeg"), "/2.webp": (picture("WEBP"), "image/webp")}) as media:
        publish_id = api.photos([f"{media}/1.jpg", f"{media}/2.webp"]).json()["data"]["publish_id"]
    assert [(row["title"], row["text"], row["media"]) for row in api.played.made()] == [
        ("Two things", "More of them", ["image", "image"])
    ]
    assert api.status(publish_id)["status"] == "PROCESSING_DOWNLOAD"
    assert api.status(publish_id)["status"] == "PUBLISH_COMPLETE"
    assert api.status(publish_id)["publicaly_available_post_id"] == [int(api.played.made()[0]["id"])]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/absent.jpg", "photo_pull_failed"),
        ("/moved/1.jpg", "photo_pull_failed"),
        ("/1.png", "file_format_check_failed"),
        ("/lies.jpg", "file_format_check_failed"),
        ("/large.jpg", "picture_size_check_failed"),
    ],
)
def test_photos_that_cannot_be_taken_fail(api: Api, path: str, reason: str) -> None:
    files = {
        "/1.jpg": (picture(), "image/jpeg"),
        "/1.png": (picture("PNG"), "image/png"),
        "/lies.jpg": (picture("PNG"), "image/jpeg"),
        "/large.jpg": (picture("JPEG", 1081, 1350 * 2), "image/jpeg"),
    }
    with serving(files) as media:
        publish_id = api.photos([f"{media}{path}"]).json()["data"]["publish_id"]
    api.status(publish_id)
    assert api.status(publish_id)["fail_reason"] == reason
    assert api.played.made() == []


def test_addresses_must_lie_below_what_was_verified(played: Played) -> None:
    creator = another(played, verified=["media.example.com", "https://other.example/mine/"])
    refusal = (403, "url_ownership_unverified")
    assert code(creator.photos(["http://127.0.0.1:9/1.jpg"])) == refusal
    assert code(creator.photos(["https://media.example.com.evil.example/1.jpg"])) == refusal
    assert code(creator.photos(["https://other.example/yours/1.jpg"])) == refusal
    assert code(creator.photos(["http://media.example.com/1.jpg"])) == (400, "invalid_param")
    assert code(creator.photos(["https://a.media.example.com/1.jpg", "https://other.example/mine/1.jpg"])) == (
        200,
        "ok",
    )
    assert played.made() == []


def test_photos_need_every_field_and_come_by_address_only(api: Api) -> None:
    url = "http://127.0.0.1:9/1.jpg"
    invalid = (400, "invalid_param")
    assert code(api.photos([])) == invalid
    assert code(api.photos([url] * 36)) == invalid
    assert code(api.photos([url], media_type="VIDEO")) == invalid
    assert code(api.photos([url], source_info={"source": "FILE_UPLOAD", "photo_images": [url]})) == invalid
    assert code(api.photos([url], post_info={"title": "a", "privacy_level": "SELF_ONLY"})) == invalid
    assert code(api.photos([url], post_info={"title": "a" * 91, **PHOTO})) == invalid


def test_a_film_can_be_fetched_too(api: Api) -> None:
    info = {"title": "Fetched", "privacy_level": "PUBLIC_TO_EVERYONE"}
    with serving({"/film.mp4": (film(), "video/mp4")}) as media:
        source = {"source": "PULL_FROM_URL", "video_url": f"{media}/film.mp4"}
        body = {"post_info": info, "source_info": source}
        opened = api.post("/post/publish/video/init/", body).json()["data"]
        source["video_url"] = f"{media}/none.mp4"
        failed = api.post("/post/publish/video/init/", body).json()["data"]
    assert "upload_url" not in opened
    assert [row["text"] for row in api.played.made()] == ["Fetched"]
    api.status(failed["publish_id"])
    assert api.status(failed["publish_id"])["fail_reason"] == "video_pull_failed"


def test_a_draft_goes_to_the_inbox_and_is_no_post(api: Api) -> None:
    data = film()
    source = {"source": "FILE_UPLOAD", "video_size": len(data), "chunk_size": len(data), "total_chunk_count": 1}
    opened = [api.post("/post/publish/inbox/video/init/", {"source_info": source}) for _ in range(6)]
    assert [code(answer) for answer in opened[:5]] == [(200, "ok")] * 5
    assert code(opened[5]) == (403, "spam_risk_too_many_pending_share")
    first = opened[0].json()["data"]
    assert api.put(first["upload_url"], data).status_code == 201
    api.status(first["publish_id"])
    assert api.status(first["publish_id"])["status"] == "SEND_TO_USER_INBOX"
    assert api.played.made() == []


def test_the_video_list_is_paged_by_time_and_cuts_texts(api: Api) -> None:
    for number in range(3):
        api.publish(title=f"{number} " + "x" * 200)
    first = api.listed(max_count=2)
    assert [row["title"][:1] for row in first["videos"]] == ["2", "1"]
    assert first["has_more"] and len(first["videos"][0]["title"]) == 150
    second = api.listed(max_count=2, cursor=first["cursor"])
    assert [row["title"][:1] for row in second["videos"]] == ["0"]
    assert second["has_more"] is False
    assert second["videos"][0]["create_time"] == int(NOON.timestamp())


def test_videos_are_found_by_id_and_their_counts_grow(api: Api) -> None:
    api.publish()
    id_ = api.played.made()[0]["id"]

    def views() -> int:
        body = {"filters": {"video_ids": [id_, "123"]}}
        found = api.post(f"/video/query/?fields={FIELDS}", body).json()["data"]["videos"]
        assert [row["id"] for row in found] == [id_]
        return int(found[0]["view_count"])

    before = views()
    api.played.clock.advance(timedelta(hours=12))
    assert views() > before


def test_the_display_api_needs_known_fields(api: Api) -> None:
    for path in ("/video/list/", "/video/list/?fields=id,plays", f"/video/query/?fields={FIELDS}"):
        assert code(api.post(path)) == (400, "invalid_params")
    assert code(api.post("/video/list/?fields=id", {"max_count": 21})) == (400, "invalid_params")


def test_the_user_is_told_as_far_as_the_scopes_reach(api: Api) -> None:
    api.played.tokens.issue("tiktok", "sandbox-open-id", frozenset({"user.info.basic"}), token="basic")

    def info(token: str, fields: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return api.played.http.get("/tiktok/v2/user/info/", params={"fields": fields}, headers=headers)

    assert info("basic", "open_id,display_name").json()["data"]["user"] == {
        "open_id": "sandbox-open-id",
        "display_name": "Reprise demo",
    }
    assert code(info("basic", "open_id,username")) == (401, "scope_not_authorized")
    assert info("sandbox-tiktok", "username").json()["data"]["user"]["username"] == "reprise_demo"
    assert code(info("basic", "")) == (400, "invalid_params")


def test_failures_can_be_ordered(api: Api) -> None:
    api.played.desk("orders", {"processing": "spam_risk"})
    failed = api.publish()
    api.status(failed)
    assert api.status(failed)["fail_reason"] == "spam_risk"
    api.played.desk("orders", {"upload": "lost"})
    opened = api.init(len(film())).json()["data"]
    assert api.put(opened["upload_url"], film()).status_code == 404
    assert api.put(opened["upload_url"], film()).status_code == 404
    api.played.desk("orders", {"moderation": "withhold"})
    publish_id = api.publish()
    seen = [api.status(publish_id) for _ in range(5)][-1]
    assert (seen["status"], seen["publicaly_available_post_id"]) == ("PUBLISH_COMPLETE", [])
    api.played.desk("orders", {"post": "remove"})
    api.publish()
    assert len(api.played.made()) == 1
    assert api.played.http.post("/_sandbox/tiktok/orders", json={"processing": "often"}).status_code == 400


def test_ordered_refusals_wear_the_envelope(api: Api) -> None:
    for kind, seen in {
        "quota": (403, "spam_risk_too_many_posts"),
        "refused_with_200": (200, "spam_risk_user_banned_from_posting"),
        "unavailable": (503, "internal_error"),
    }.items():
        api.played.desk("faults", {"route": "POST /v2/post/publish/video/init/", "kind": kind})
        assert code(api.init(10)) == seen


def test_a_restart_keeps_uploads_and_posts(tmp_path: Path) -> None:
    data = padded(film(), 12_000_000)
    with playing(tmp_path, "tiktok") as first:
        before = Api(first)
        done = before.publish(title="Before")
        opened = before.init(len(data), 6_000_000).json()["data"]
        assert before.put(opened["upload_url"], data[:6_000_000], 0, len(data)).status_code == 206
    with playing(tmp_path, "tiktok") as second:
        after = Api(second)
        assert after.put(opened["upload_url"], data[6_000_000:], 6_000_000, len(data)).status_code == 201
        assert [row["text"] for row in second.made()] == ["Hello", "Before"]
        after.status(done)
        assert after.status(done)["status"] == "PUBLISH_COMPLETE"
