"""The sandbox refuses what X refuses, with X's bodies; read with a plain HTTP client, not with our own."""

from __future__ import annotations

import base64
import io
import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from reprise.media import MediaStore
from tests.sandbox_material import NOON, Person, make_film, me, new_account, sandbox

__all__ = ["me", "new_account", "sandbox"]


class Api:
    """An account's requests."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.headers = {"Authorization": f"Bearer {person.token}"}

    def post(self, path: str, body: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        return self.person.http.post(path, json=body, headers=self.headers, **more)

    def get(self, path: str, **query: str) -> httpx.Response:
        return self.person.http.get(path, params=query, headers=self.headers)

    def tweet(self, text: str = "Hello", **more: Any) -> httpx.Response:
        return self.post("/2/tweets", {"text": text, **more})

    def picture(self, **more: str) -> str:
        answer = self.post("/2/media/upload", {"media": PNG, "media_category": "tweet_image", **more})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["data"]["id"])

    def append(self, media_id: str, number: object, data: bytes) -> httpx.Response:
        return self.person.http.post(
            f"/2/media/upload/{media_id}/append",
            data={"segment_index": str(number)},
            files={"media": ("piece", data, "application/octet-stream")},
            headers=self.headers,
        )

    def open(self, total: int, category: str = "tweet_video", mime: str = "video/mp4") -> str:
        body = {"media_type": mime, "total_bytes": total, "media_category": category}
        return str(self.post("/2/media/upload/initialize", body).json()["data"]["id"])


def encoded(size: tuple[int, int] = (40, 30), kind: str = "PNG") -> str:
    data = io.BytesIO()
    Image.new("RGB", size, "teal").save(data, kind)
    return base64.b64encode(data.getvalue()).decode()


PNG = encoded()


@pytest.fixture
def api(me: Person) -> Api:
    return Api(me)


def test_a_post_is_answered_with_201_and_a_numeric_id_as_text(api: Api) -> None:
    answer = api.tweet("Hello")
    assert answer.status_code == 201
    data = answer.json()["data"]
    assert data["id"].isdigit() and len(data["id"]) <= 19
    assert data["text"] == "Hello"
    assert data["edit_history_post_ids"] == [data["id"]]


def test_every_answer_carries_the_limit(api: Api) -> None:
    headers = [api.tweet(f"Post {n}").headers for n in range(2)]
    assert [h["x-rate-limit-remaining"] for h in headers] == ["99", "98"]
    assert headers[0]["x-rate-limit-limit"] == "100"
    assert int(headers[0]["x-rate-limit-reset"]) == int((NOON + timedelta(minutes=15)).timestamp())


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic wrong"])
def test_a_request_without_a_known_token_is_401(header: str, me: Person) -> None:
    answer = me.http.post("/2/tweets", json={"text": "Hello"}, headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "Unauthorized"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "text or media"),
        ({"text": "   "}, "text or media"),
        ({"text": 5}, "string is required"),
        ({"text": "a", "txet": "b"}, "'txet'"),
        ({"text": "a", "media": {"media_ids": []}}, "1 to 4"),
        ({"text": "a", "media": {"media_ids": ["1"], "alt": "x"}}, "'alt'"),
        ({"text": "a", "media": {"media_ids": [1]}}, "does not match"),
        ({"text": "a", "media": {"media_ids": ["999"]}}, "media IDs are invalid"),
        ({"text": "a", "reply": {"in_reply_to_tweet_id": "999"}}, "deleted or not visible"),
        ({"text": "a", "reply": {"to": "1"}}, "'to'"),
        ({"text": "a" * 281}, "281 of 280"),
    ],
)
def test_a_wrong_body_is_400_and_named(body: dict[str, Any], words: str, api: Api) -> None:
    answer = api.post("/2/tweets", body)
    assert answer.status_code == 400
    problem = answer.json()
    assert problem["type"] == "https://api.x.com/2/problems/invalid-request"
    assert words in problem["errors"][0]["message"]
    assert api.person.posts() == []


def test_a_body_that_is_no_json_object_is_400(api: Api) -> None:
    for body, kind in ((b"{", "application/json"), (b"[]", "application/json"), (b"text=a", "text/plain")):
        headers = {**api.headers, "Content-Type": kind}
        assert api.person.http.post("/2/tweets", content=body, headers=headers).status_code == 400


def test_the_same_text_twice_is_403_until_it_is_forgotten(api: Api) -> None:
    assert api.tweet("Said").status_code == 201
    again = api.tweet(" Said ")
    assert (again.status_code, again.json()["detail"]) == (
        403,
        "You are not allowed to create a Tweet with duplicate content.",
    )
    api.person.clock.set(NOON + timedelta(days=3))
    assert api.tweet("Said").status_code == 201


def test_others_posts_can_be_neither_answered_nor_deleted(new_account: Callable[..., Person]) -> None:
    mine, other = Api(new_account()), Api(new_account())
    theirs = other.tweet("Theirs").json()["data"]["id"]
    answer = mine.tweet("An answer", reply={"in_reply_to_tweet_id": theirs})
    assert (answer.status_code, "mentioned" in answer.json()["detail"]) == (403, True)
    assert mine.person.http.delete(f"/2/tweets/{theirs}", headers=mine.headers).status_code == 403


def test_two_cashtags_are_one_too_many(api: Api) -> None:
    assert api.tweet("$ONE costs $5").status_code == 201
    assert api.tweet("$ONE and $TWO").status_code == 403


def test_others_media_cannot_be_used(new_account: Callable[..., Person]) -> None:
    mine, other = Api(new_account()), Api(new_account())
    assert mine.tweet(media={"media_ids": [other.picture()]}).status_code == 400


def test_media_that_expired_cannot_be_used(api: Api) -> None:
    media_id = api.picture()
    api.person.clock.set(NOON + timedelta(days=1, seconds=1))
    assert api.tweet(media={"media_ids": [media_id]}).status_code == 400


def test_a_picture_is_what_its_bytes_are(api: Api) -> None:
    for kind, mime in (("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")):
        body = {"media": encoded((40, 30), kind), "media_category": "tweet_image"}
        shown = api.post("/2/media/upload", body).json()["data"]["image"]
        assert shown == {"image_type": mime, "w": 40, "h": 30}


@pytest.mark.parametrize(
    "body",
    [
        {"media": "no base64!", "media_category": "tweet_image"},
        {"media": base64.b64encode(b"no picture").decode(), "media_category": "tweet_image"},
        {"media": PNG[: len(PNG) // 2], "media_category": "tweet_image"},
        {"media": encoded(kind="BMP"), "media_category": "tweet_image"},
        {"media": PNG, "media_category": "tweet_gif"},
        {"media": PNG, "media_category": "picture"},
        {"media": PNG},
        {"media_category": "tweet_image"},
        {"media": PNG, "media_category": "tweet_image", "name": "x"},
    ],
)
def test_what_is_no_picture_is_refused(body: dict[str, str], api: Api) -> None:
    assert api.post("/2/media/upload", body).status_code == 400


def test_five_megabytes_are_the_most_a_picture_may_have(api: Api) -> None:
    data = io.BytesIO()
    Image.frombytes("RGB", (1400, 1200), random.Random(1).randbytes(1400 * 1200 * 3)).save(
        data, "PNG", compress_level=1
    )
    assert len(data.getvalue()) > 5_000_000
    body = {"media": base64.b64encode(data.getvalue()).decode(), "media_category": "tweet_image"}
    assert "5000000" in api.post("/2/media/upload", body).json()["errors"][0]["message"]


def test_the_steps_of_an_upload_have_their_order(api: Api, tmp_path: Path) -> None:
    store = MediaStore(tmp_path)
    data = store.path(make_film(store).media).read_bytes()
    media_id = api.open(len(data))
    finish = f"/2/media/upload/{media_id}/finalize"
    assert api.tweet(media={"media_ids": [media_id]}).status_code == 400
    assert api.get("/2/media/upload", media_id=media_id, command="STATUS").status_code == 400
    assert api.post(finish).status_code == 400
    assert api.append(media_id, 1, data[100:]).status_code == 200
    assert api.post(finish).status_code == 400
    assert api.append(media_id, 0, data[:99]).status_code == 200
    assert api.post(finish).status_code == 400
    assert api.append(media_id, 0, data[:100]).status_code == 200
    done = api.post(finish)
    assert done.json()["data"]["processing_info"] == {
        "state": "pending",
        "check_after_secs": 1,
        "progress_percent": 0,
    }
    assert api.append(media_id, 2, b"more").status_code == 400
    assert api.tweet(media={"media_ids": [media_id]}).status_code == 400
    looks = [api.get("/2/media/upload", media_id=media_id, command="STATUS").json()["data"] for _ in range(2)]
    assert [look["processing_info"]["state"] for look in looks] == ["in_progress", "succeeded"]
    assert api.tweet("A film", media={"media_ids": [media_id]}).status_code == 201


@pytest.mark.parametrize("number", ["-1", "1000", "one", ""])
def test_a_piece_has_a_number_from_0_to_999(number: str, api: Api) -> None:
    assert api.append(api.open(10), number, b"0123456789").status_code == 400


def test_a_post_takes_four_pictures_or_one_film(api: Api, tmp_path: Path) -> None:
    pictures = [api.picture() for _ in range(5)]
    assert api.tweet("Four", media={"media_ids": pictures[:4]}).status_code == 201
    assert api.tweet("Five", media={"media_ids": pictures}).status_code == 400
    assert api.tweet("Twice", media={"media_ids": [pictures[0], pictures[0]]}).status_code == 400
    store = MediaStore(tmp_path)
    data = store.path(make_film(store).media).read_bytes()
    film = api.open(len(data))
    api.append(film, 0, data)
    api.post(f"/2/media/upload/{film}/finalize")
    for _ in range(2):
        api.get("/2/media/upload", media_id=film, command="STATUS")
    assert api.tweet("Both", media={"media_ids": [film, pictures[0]]}).status_code == 400


def test_a_description_has_at_most_a_thousand_characters(api: Api) -> None:
    media_id = api.picture()
    for length, status in ((1000, 200), (1001, 400)):
        body = {"id": media_id, "metadata": {"alt_text": {"text": "a" * length}}}
        assert api.post("/2/media/metadata", body).status_code == status
    assert len(api.person.upload(media_id)["alt"]) == 1000


@pytest.mark.parametrize(
    "query",
    [{}, {"ids": ""}, {"ids": "a"}, {"ids": ",".join(["1"] * 101)}, {"ids": "1", "post.fields": "nonsense"}],
)
def test_a_wrong_lookup_is_400(query: dict[str, str], api: Api) -> None:
    assert api.get("/2/tweets", **query).status_code == 400


def test_both_names_of_the_fields_are_understood(api: Api) -> None:
    post = api.tweet().json()["data"]["id"]
    for name in ("post.fields", "tweet.fields"):
        assert "public_metrics" in api.get("/2/tweets", ids=post, **{name: "public_metrics"}).json()["data"][0]


def test_others_clicks_are_a_partial_error(new_account: Callable[..., Person]) -> None:
    mine, other = Api(new_account()), Api(new_account())
    theirs = other.tweet().json()["data"]["id"]
    answer = mine.get("/2/tweets", **{"ids": theirs, "post.fields": "public_metrics,non_public_metrics"})
    assert answer.status_code == 200
    assert "public_metrics" in answer.json()["data"][0]
    assert answer.json()["errors"][0]["field"] == "non_public_metrics"


def test_the_own_posts_come_in_pages_newest_first(api: Api) -> None:
    ids = [api.tweet(f"Post {n}").json()["data"]["id"] for n in range(7)]
    path = f"/2/users/{api.person.id}/tweets"
    first = api.get(path, max_results="5").json()
    rest = api.get(path, max_results="5", pagination_token=first["meta"]["next_token"]).json()
    assert [post["id"] for post in first["data"] + rest["data"]] == list(reversed(ids))
    assert "next_token" not in rest["meta"]
    assert api.get(path, max_results="4").status_code == 400


def test_a_post_has_a_page_with_its_thread_for_people(api: Api) -> None:
    root = api.tweet("The <first> one", media={"media_ids": [api.picture()]}).json()["data"]["id"]
    api.tweet("The second one", reply={"in_reply_to_tweet_id": root})
    page = api.person.http.get(f"/i/status/{root}").text
    assert page.index("The &lt;first&gt; one") < page.index("The second one")
    assert "/x/_desk/media/" in page
    assert api.person.http.get("/i/status/1").status_code == 404


def test_an_unknown_route_is_404(api: Api) -> None:
    assert api.get("/1.1/statuses/update.json").status_code == 404


def test_a_failure_is_ordered_for_one_call_of_one_route(api: Api) -> None:
    api.person.fault("POST /2/tweets", "server_error", skip=1)
    assert [api.tweet(f"Post {n}").status_code for n in range(3)] == [201, 500, 201]
    wrong = api.person.http.post(
        f"{api.person.sandbox.url}/_sandbox/x/faults", json={"route": "POST /2/tweets", "kind": "meteor"}
    )
    assert wrong.status_code == 400
