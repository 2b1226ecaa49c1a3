"""The sandbox refuses what Instagram refuses, with its codes and subcodes; read with a plain HTTP client."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import av
import httpx
import numpy as np
import pytest

from tests.sandbox.played import NOON, Played, film, padded, picture, playing, serving

ACCOUNT = "3001"


@cache
def reel(seconds: float = 3.2, *, first: bool = True, width: int = 270, fps: int = 24) -> bytes:
    """A film whose index stands first, as Instagram wants it, or last."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        options = {"movflags": "faststart"} if first else {}
        with av.open(str(path), "w", options=options) as out:
            stream: Any = out.add_stream("libx264", rate=fps)
            stream.width, stream.height, stream.pix_fmt = width, 480, "yuv420p"
            for number in range(round(seconds * fps)):
                shade = np.full((480, width, 3), number % 250, np.uint8)
                out.mux(stream.encode(av.VideoFrame.from_ndarray(shade, format="rgb24")))
            out.mux(stream.encode())
        return path.read_bytes()


@pytest.fixture(scope="module")
def media() -> Iterator[str]:
    files = {
        "/a.jpg": (picture(), "image/jpeg"),
        "/b.jpg": (picture(width=1080, height=1080), "image/jpeg"),
        "/wide.jpg": (picture(width=1600, height=800), "image/jpeg"),
        "/narrow.jpg": (picture(width=200, height=200), "image/jpeg"),
        "/tall.jpg": (picture(width=500, height=1000), "image/jpeg"),
        "/a.png": (picture("PNG"), "image/png"),
        "/png.jpg": (picture("PNG"), "image/jpeg"),
        "/large.jpg": (picture() + bytes(9 << 20), "image/jpeg"),
        "/page": (b"<html>", "text/html"),
        "/reel.mp4": (reel(), "video/mp4"),
        "/short.mp4": (reel(2), "video/mp4"),
        "/slow.mp4": (reel(fps=12), "video/mp4"),
        "/index_last.mp4": (reel(first=False), "video/mp4"),
        "/codec.mp4": (film(codec="mpeg4", seconds=3.2), "video/mp4"),
        "/padded.mp4": (padded(reel(), 2 << 20), "video/mp4"),
    }
    with serving(files) as address:
        yield address


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    with playing(tmp_path, "instagram") as one:
        yield one


class Api:
    """The first account's requests, by Instagram Login unless the other token is given."""

    def __init__(self, played: Played, media: str, token: str = "sandbox-instagram") -> None:
        self.http = played.http
        self.media = media
        self.token = token

    def get(self, path: str, **query: Any) -> httpx.Response:
        return self.http.get(f"/instagram/v26.0/{path}", params={**query, "access_token": self.token})

    def post(self, path: str, **data: Any) -> httpx.Response:
        return self.http.post(f"/instagram/v26.0/{path}", data=data, headers={"Authorization": f"Bearer {self.token}"})

    def delete(self, path: str) -> httpx.Response:
        return self.http.delete(f"/instagram/v26.0/{path}", params={"access_token": self.token})

    def create(self, **values: Any) -> httpx.Response:
        return self.post(f"{ACCOUNT}/media", **values)

    def image(self, name: str = "a.jpg", **more: Any) -> str:
        answer = self.create(image_url=f"{self.media}/{name}", **more)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])

    def film(self, name: str = "reel.mp4", **more: Any) -> str:
        answer = self.create(**{"media_type": "REELS", "video_url": f"{self.media}/{name}", **more})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])

    def status(self, id_: str) -> str:
        return str(self.get(id_, fields="status_code,status").json()["status_code"])

    def ready(self, id_: str) -> str:
        assert self.status(id_) == "IN_PROGRESS"
        assert self.status(id_) == "FINISHED"
        return id_

    def publish(self, id_: str) -> httpx.Response:
        return self.post(f"{ACCOUNT}/media_publish", creation_id=id_)

    def published(self, caption: str = "Hello") -> str:
        return str(self.publish(self.ready(self.image(caption=caption))).json()["id"])


@pytest.fixture
def api(played: Played, media: str) -> Api:
    return Api(played, media)


@pytest.fixture
def by_facebook(played: Played, media: str) -> Api:
    return Api(played, media, "sandbox-instagram-fb")


def codes(answer: httpx.Response) -> tuple[int, int | None]:
    assert answer.status_code >= 400, answer.text
    error = answer.json()["error"]
    return error["code"], error.get("error_subcode")


# Who is asking


def test_instagram_login_knows_two_ids_and_facebook_login_one(api: Api, by_facebook: Api) -> None:
    assert api.get("me", fields="user_id,username").json() == {
        "user_id": ACCOUNT, "username": "reprise_demo", "id": "93001",
    }  # fmt: skip
    assert by_facebook.get(ACCOUNT, fields="username").json() == {"username": "reprise_demo", "id": ACCOUNT}
    assert codes(by_facebook.get(ACCOUNT, fields="user_id"))[0] == 100
    assert by_facebook.get("2001", fields="instagram_business_account").json()["instagram_business_account"] == {
        "id": ACCOUNT
    }
    assert codes(api.get("2001"))[1] == 33


def test_facebooks_page_and_user_tokens_open_the_pages_account(played: Played, media: str) -> None:
    scopes = frozenset({"instagram_basic", "pages_show_list", "pages_read_engagement"})
    page = Api(played, media, played.tokens.issue("facebook", "2001", scopes, kind="page"))
    assert page.get(f"{ACCOUNT}/media").json() == {"data": []}
    user = Api(played, media, played.tokens.issue("facebook", "1001", scopes))
    (row,) = user.get("me/accounts", fields="instagram_business_account,access_token").json()["data"]
    assert row["instagram_business_account"] == {"id": ACCOUNT}
    assert Api(played, media, row["access_token"]).get(ACCOUNT).json() == {"id": ACCOUNT}


def test_a_token_opens_no_other_account(played: Played, media: str, api: Api) -> None:
    played.desk("accounts", {"id": "3002", "token": "second", "facebook_token": "second-fb"})
    id_ = api.published()
    for token in ("second", "second-fb"):
        other = Api(played, media, token)
        assert codes(other.get(id_))[1] == 33
        assert codes(other.get(f"{ACCOUNT}/media"))[1] == 33
        assert codes(other.post(f"{ACCOUNT}/media", image_url=f"{media}/a.jpg"))[1] == 33


@pytest.mark.parametrize("scope", ["instagram_business_basic", "instagram_basic"])
def test_publishing_needs_its_permission(played: Played, media: str, scope: str) -> None:
    token = played.tokens.issue("instagram", ACCOUNT, frozenset({scope, "pages_read_engagement"}))
    answer = Api(played, media, token).create(image_url=f"{media}/a.jpg")
    assert (answer.status_code, codes(answer)[0]) == (403, 200)


# Containers


@pytest.mark.parametrize("login", ["sandbox-instagram", "sandbox-instagram-fb"])
def test_a_picture_is_published_once(played: Played, media: str, login: str) -> None:
    api = Api(played, media, login)
    container = api.image(caption="Hello #world", alt_text="A wall")
    assert codes(api.publish(container)) == (9007, 2207027)
    assert api.status(container) == "FINISHED"
    id_ = api.publish(container).json()["id"]
    assert api.status(container) == "PUBLISHED"
    assert codes(api.publish(container)) == (9007, 2207027)
    (one,) = played.made()
    assert (one["id"], one["text"], one["media"], one["alts"]) == (id_, "Hello #world", ["image"], ["A wall"])
    found = api.get(id_, fields="permalink,shortcode,timestamp,media_type,caption").json()
    assert found["permalink"] == f"https://www.instagram.com/p/{found['shortcode']}/"
    assert (found["timestamp"], found["media_type"]) == ("2026-11-10T12:00:00+0000", "IMAGE")
    (row,) = api.get(f"{ACCOUNT}/media", fields="id,caption,timestamp,permalink").json()["data"]
    assert (row["id"], row["caption"]) == (id_, "Hello #world")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("none.jpg", (9004, 2207052)),
        ("moved/a.jpg", (9004, 2207052)),
        ("page", (9004, 2207052)),
        ("a.png", (36001, 2207005)),
        ("png.jpg", (36001, 2207005)),
        ("tall.jpg", (36003, 2207009)),
        ("wide.jpg", (36003, 2207009)),
        ("large.jpg", (36000, 2207004)),
    ],
)
def test_a_picture_is_held_against_its_limits(api: Api, name: str, wanted: tuple[int, int]) -> None:
    assert codes(api.create(image_url=f"{api.media}/{name}")) == wanted


def test_pictures_from_elsewhere_are_not_fetched(api: Api) -> None:
    assert codes(api.create(image_url="http://192.0.2.1/a.jpg")) == (9004, 2207052)


def test_a_narrow_picture_is_scaled(api: Api) -> None:
    api.image("narrow.jpg")


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, (100, None)),
        ({"caption": "a" * 2201}, (36004, 2207010)),
        ({"caption": " ".join(f"#t{number}" for number in range(31))}, (36004, 2207010)),
        ({"caption": " ".join(f"@u{number}" for number in range(21))}, (100, 2207040)),
        ({"alt_text": "a" * 1001}, (100, None)),
        ({"media_type": "STORIES"}, (100, 2207023)),
        ({"media_type": "VIDEO", "video_url": "x"}, (100, 2207067)),
        ({"video_url": "x"}, (100, 2207023)),
        ({"picture": "x"}, (100, None)),
        ({"media_type": "CAROUSEL", "children": "1"}, (100, 2207028)),
        ({"media_type": "CAROUSEL", "children": "1,2"}, (24, 2207006)),
        ({"media_type": "REELS"}, (100, None)),
    ],
)
def test_a_wrong_container_is_refused(api: Api, given: dict[str, str], wanted: tuple[int, int | None]) -> None:
    assert codes(api.create(**given)) == wanted


def test_captions_may_be_as_long_as_instagram_allows(api: Api) -> None:
    tags = " ".join(f"#t{number}" for number in range(30))
    api.image(caption=tags + "ä" * (2200 - len(tags)))


def test_a_reel_is_fetched_and_published(api: Api, played: Played) -> None:
    id_ = api.publish(api.ready(api.film(caption="See", share_to_feed="true", thumb_offset="500"))).json()["id"]
    found = api.get(id_, fields="media_type,media_product_type,permalink").json()
    assert (found["media_type"], found["media_product_type"]) == ("VIDEO", "REELS")
    assert "/reel/" in found["permalink"]
    assert played.made()[0]["media"] == ["video"]


def test_padding_in_a_film_is_fine(api: Api) -> None:
    api.ready(api.film("padded.mp4"))


@pytest.mark.parametrize(
    ("name", "more", "subcode"),
    [
        ("short.mp4", {}, 2207026),
        ("slow.mp4", {}, 2207026),
        ("index_last.mp4", {}, 2207026),
        ("codec.mp4", {}, 2207026),
        ("page", {}, 2207026),
        ("none.mp4", {}, 2207052),
        ("reel.mp4", {"thumb_offset": "4000"}, 2207057),
    ],
)
def test_a_film_that_does_not_fit_ends_in_error(
    api: Api, played: Played, name: str, more: dict[str, str], subcode: int
) -> None:
    id_ = api.film(name, **more)
    assert api.status(id_) == "IN_PROGRESS"
    found = api.get(id_, fields="status_code,status").json()
    assert found["status_code"] == "ERROR"
    assert str(subcode) in found["status"]
    assert codes(api.publish(id_))[1] == subcode
    assert played.made() == []


def test_a_carousel_shows_its_parts_in_order(api: Api, played: Played) -> None:
    parts = [
        api.image("a.jpg", is_carousel_item="true", alt_text="First"),
        api.film(is_carousel_item="true", media_type="VIDEO"),
    ]
    carousel = {"media_type": "CAROUSEL", "caption": "Two", "children": ",".join(parts)}
    assert codes(api.create(**carousel)) == (9007, 2207027)
    for part in parts:
        assert api.status(part) == "FINISHED"
    assert codes(api.publish(parts[0])) == (24, 2207006)
    id_ = api.publish(api.ready(api.create(**carousel).json()["id"])).json()["id"]
    (one,) = played.made()
    assert (one["media"], one["alts"], one["text"]) == (["image", "video"], ["First", ""], "Two")
    found = api.get(id_, fields="media_type,children{media_type}").json()
    assert [row["media_type"] for row in found["children"]["data"]] == ["IMAGE", "VIDEO"]


def test_a_part_of_a_carousel_has_no_caption_and_children_may_be_json(api: Api) -> None:
    assert codes(api.create(image_url=f"{api.media}/a.jpg", is_carousel_item="true", caption="a"))[0] == 100
    parts = [api.ready(api.image(name, is_carousel_item="true")) for name in ("a.jpg", "b.jpg")]
    assert api.create(media_type="CAROUSEL", children=json.dumps(parts)).status_code == 200


def test_a_container_lives_for_a_day(api: Api, played: Played) -> None:
    id_ = api.ready(api.image())
    played.clock.advance(timedelta(hours=24))
    assert codes(api.publish(id_)) == (-2, 2207020)
    assert api.status(id_) == "EXPIRED"


def test_the_posts_of_a_day_are_limited(api: Api, played: Played) -> None:
    played.desk("accounts", {"id": ACCOUNT, "quota": 1})
    limit = f"{ACCOUNT}/content_publishing_limit"
    assert api.get(limit).json() == {"data": [{"quota_usage": 0}]}
    api.published()
    (row,) = api.get(limit, fields="config,quota_usage").json()["data"]
    assert row == {"config": {"quota_total": 1, "quota_duration": 86400}, "quota_usage": 1}
    assert codes(api.publish(api.ready(api.image()))) == (9, 2207042)
    played.clock.advance(timedelta(hours=24, seconds=1))
    assert api.publish(api.ready(api.image())).status_code == 200
    assert codes(api.get(limit, since=int(NOON.timestamp())))[0] == 100


# Resumable uploads


def upload(api: Api, url: str, data: bytes, **headers: str) -> httpx.Response:
    sent = {"Authorization": f"OAuth {api.token}", "offset": "0", "file_size": str(len(data)), **headers}
    return api.http.post(url, content=data, headers=sent)


def test_with_facebook_login_a_film_can_be_sent_and_gone_on_with(by_facebook: Api, played: Played) -> None:
    api, data = by_facebook, reel()
    made = api.create(media_type="REELS", upload_type="resumable", caption="See").json()
    assert "/instagram/ig-api-upload/v26.0/" in made["uri"]
    assert codes(api.publish(made["id"])) == (9007, 2207027)
    broken = upload(api, made["uri"], data[:900], file_size=str(len(data)))
    assert broken.json()["debug_info"]["type"] == "PartialRequestError"
    status = api.get(made["id"], fields="video_status").json()["video_status"]
    assert status["uploading_phase"] == {"status": "in_progress", "bytes_transferred": 900}
    assert upload(api, made["uri"], data).json()["debug_info"]["type"] == "OffsetInvalidError"
    answer = upload(api, made["uri"], data[900:], offset="900", file_size=str(len(data)))
    assert answer.json() == {"success": True, "message": "Upload successful."}
    assert api.publish(api.ready(made["id"])).status_code == 200
    assert played.made()[0]["text"] == "See"


def test_with_instagram_login_there_is_no_resumable_upload(api: Api) -> None:
    assert codes(api.create(media_type="REELS", upload_type="resumable"))[0] == 100


def test_an_uploads_address_takes_no_other_token(by_facebook: Api, played: Played, media: str) -> None:
    played.desk("accounts", {"id": "3002", "facebook_token": "second-fb"})
    uri = by_facebook.create(media_type="REELS", upload_type="resumable").json()["uri"]
    assert upload(Api(played, media, "second-fb"), uri, reel()).status_code == 403
    assert codes(by_facebook.http.post(uri, content=b"x"))[0] == 104


def test_a_lost_upload_ends_its_container(by_facebook: Api, played: Played) -> None:
    made = by_facebook.create(media_type="REELS", upload_type="resumable").json()
    played.desk("orders", {"upload": "lost"})
    assert upload(by_facebook, made["uri"], reel()).status_code == 404
    assert by_facebook.status(made["id"]) == "EXPIRED"


# Comments and deletion


def test_the_first_comment_stands_below_the_post(api: Api, played: Played) -> None:
    id_ = api.published()
    played.clock.advance(timedelta(seconds=5))
    comment = api.post(f"{id_}/comments", message="#one #two").json()["id"]
    assert [one["text"] for one in played.made()] == ["#one #two", "Hello"]
    assert played.made()[0]["reply_to"] == id_
    reply = api.post(f"{comment}/replies", message="Yes").json()["id"]
    rows = api.get(f"{id_}/comments", fields="text,replies{text}").json()["data"]
    assert [(row["id"], row["text"]) for row in rows] == [(comment, "#one #two")]
    assert rows[0]["replies"]["data"][0]["id"] == reply
    assert api.get(id_, fields="comments_count").json()["comments_count"] >= 1
    assert codes(api.post(f"{id_}/comments"))[0] == 100
    assert api.delete(comment).json() == {"success": True}


def test_only_facebook_login_can_delete(api: Api, by_facebook: Api, played: Played) -> None:
    id_ = api.published()
    answer = api.delete(id_)
    assert (answer.status_code, codes(answer)[0]) == (403, 10)
    assert len(played.made()) == 1
    assert by_facebook.delete(id_).json()["success"] is True
    assert played.made() == []
    assert codes(by_facebook.delete(id_))[1] == 33


# Numbers


def test_numbers_grow_and_depend_on_the_kind_of_post(api: Api, played: Played) -> None:
    id_ = api.published()
    film_id = api.publish(api.ready(api.film())).json()["id"]
    played.clock.advance(timedelta(hours=30))
    names = "views,reach,likes,comments,saved,shares,total_interactions"
    counts = {row["name"]: row["values"][0]["value"] for row in api.get(f"{id_}/insights", metric=names).json()["data"]}
    assert counts["views"] > counts["reach"] > 0
    watched = api.get(f"{film_id}/insights", metric="ig_reels_avg_watch_time").json()["data"][0]
    assert watched["values"][0]["value"] > 0
    for post, metric in ((id_, "impressions"), (id_, "views,plays"), (id_, "reels_skip_rate"), (film_id, "follows")):
        assert codes(api.get(f"{post}/insights", metric=metric))[0] == 100


def test_an_account_has_totals(api: Api, played: Played) -> None:
    api.published()
    played.clock.advance(timedelta(hours=10))
    given = {"metric": "views,reach", "period": "day", "metric_type": "total_value"}
    rows = api.get(f"{ACCOUNT}/insights", **given, since=int(NOON.timestamp())).json()["data"]
    assert rows[0]["total_value"]["value"] > 0
    assert codes(api.get(f"{ACCOUNT}/insights", metric="views", period="day"))[0] == 100


# Failures


def test_ordered_failures_happen_once(api: Api, played: Played) -> None:
    played.desk("orders", {"processing": "fail"})
    failed = api.image()
    api.status(failed)
    assert api.status(failed) == "ERROR"
    played.desk("orders", {"container": "expired"})
    assert api.status(api.image()) == "EXPIRED"
    played.desk("orders", {"post": "removed"})
    api.published("Gone")
    assert played.made() == api.get(f"{ACCOUNT}/media").json()["data"] == []
    api.published("Here")
    assert [one["text"] for one in played.made()] == ["Here"]


def test_a_refusal_after_publishing_leaves_the_post_public(api: Api, played: Played) -> None:
    id_ = api.ready(api.image(caption="Hello"))
    played.desk("faults", {"route": "POST /v26.0/3001/media_publish", "kind": "server_retry_after"})
    assert codes(api.publish(id_)) == (-1, 2207001)
    assert api.status(id_) == "PUBLISHED"
    assert [one["text"] for one in played.made()] == ["Hello"]


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("quota", (9, 2207042)),
        ("spam", (4, 2207051)),
        ("restricted", (25, 2207050)),
        ("expired_token", (190, 463)),
        ("revoked_token", (190, 458)),
        ("rate_limit", (80002, 2446079)),
    ],
)
def test_refusals_can_be_ordered(api: Api, played: Played, kind: str, wanted: tuple[int, int]) -> None:
    played.desk("faults", {"route": "POST /v26.0/3001/media", "kind": kind})
    assert codes(api.create(image_url=f"{api.media}/a.jpg")) == wanted


def test_the_state_survives_a_restart(tmp_path: Path, media: str) -> None:
    with playing(tmp_path, "instagram") as first:
        container = Api(first, media).ready(Api(first, media).image(caption="Hello"))
    with playing(tmp_path, "instagram") as again:
        assert Api(again, media).publish(container).status_code == 200
        assert [one["text"] for one in again.made()] == ["Hello"]
