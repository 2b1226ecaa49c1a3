"""What the sandbox of X tells about posts and people, and its limits that follow the account."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.x.media import MAX_CHUNK
from tests.sandbox.played import NOON, Played, film, padded, picture, playing

ME = "1000001"


class Api:
    """The first account's requests."""

    def __init__(self, played: Played, token: str = "sandbox-x") -> None:
        self.played = played
        self.http = played.http
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **query: str) -> httpx.Response:
        return self.http.get(f"/x{path}", params=query, headers=self.headers)

    def post(self, path: str, body: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        return self.http.post(f"/x{path}", json=body, headers=self.headers, **more)

    def tweet(self, text: str = "Hello", **more: Any) -> httpx.Response:
        return self.post("/2/tweets", {"text": text, **more})

    def open(self, total: int) -> httpx.Response:
        body = {"media_type": "video/mp4", "total_bytes": total, "media_category": "tweet_video"}
        return self.post("/2/media/upload/initialize", body)

    def append(self, media_id: str, number: int, data: bytes) -> httpx.Response:
        return self.http.post(
            f"/x/2/media/upload/{media_id}/append",
            data={"segment_index": str(number)},
            files={"media": ("piece", data, "application/octet-stream")},
            headers=self.headers,
        )

    def film(self, data: bytes) -> str:
        """A film that was sent and looked at until X was done with it."""
        media_id = str(self.open(len(data)).json()["data"]["id"])
        for number, start in enumerate(range(0, len(data), MAX_CHUNK)):
            assert self.append(media_id, number, data[start : start + MAX_CHUNK]).status_code == 200
        assert self.post(f"/2/media/upload/{media_id}/finalize").status_code == 200
        for _ in range(2):
            self.status(media_id)
        return media_id

    def status(self, media_id: str) -> httpx.Response:
        return self.get("/2/media/upload", media_id=media_id, command="STATUS")


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    with playing(tmp_path, "x") as it:
        yield it


@pytest.fixture
def api(played: Played) -> Api:
    return Api(played)


def test_links_are_given_back_shortened_with_where_they_lead(api: Api) -> None:
    text = "See https://example.org/a?utm_content=p0 and more"
    made = api.tweet(text).json()["data"]
    row = api.get("/2/tweets", ids=made["id"], **{"post.fields": "entities"}).json()["data"][0]
    (link,) = row["entities"]["urls"]
    assert link["expanded_url"] == "https://example.org/a?utm_content=p0"
    assert row["text"] == made["text"] == f"See {link['url']} and more"
    assert row["text"][link["start"] : link["end"]] == link["url"]
    assert api.played.made()[0]["text"] == text


def test_media_add_a_link_of_their_own_and_can_be_expanded(api: Api) -> None:
    picture_data = base64.b64encode(picture("PNG", 40, 30)).decode()
    body = {"media": picture_data, "media_category": "tweet_image"}
    media_id = api.post("/2/media/upload", body).json()["data"]["id"]
    api.post("/2/media/metadata", {"id": media_id, "metadata": {"alt_text": {"text": "Teal"}}})
    made = api.tweet("A picture", media={"media_ids": [media_id]}).json()["data"]
    query = {
        "expansions": "attachments.media_keys,author_id",
        "media.fields": "alt_text,width",
        "post.fields": "entities",
    }
    answer = api.get(f"/2/tweets/{made['id']}", **query).json()
    row = answer["data"]
    assert row["text"].startswith("A picture https://t.co/")
    assert row["entities"]["urls"][0]["expanded_url"].endswith(f"/status/{made['id']}/photo/1")
    assert row["author_id"] == ME
    assert answer["includes"]["media"] == [
        {"media_key": f"3_{media_id}", "type": "photo", "alt_text": "Teal", "width": 40}
    ]
    assert answer["includes"]["users"][0]["username"] == "reprise_demo"


def test_an_answer_names_what_it_answers(api: Api) -> None:
    first = api.tweet("One").json()["data"]["id"]
    second = api.tweet("Two", reply={"in_reply_to_tweet_id": first}).json()["data"]["id"]
    row = api.get(f"/2/tweets/{second}", expansions="referenced_posts,in_reply_to_user_id").json()["data"]
    assert row["referenced_posts"] == [{"type": "replied_to", "id": first}]
    assert row["in_reply_to_user_id"] == ME


def test_what_is_not_there_is_an_error_beside_no_data(api: Api) -> None:
    for path in ("/2/tweets/1", "/2/users/1/tweets"):
        answer = api.get(path)
        assert answer.status_code == 200
        assert "data" not in answer.json()
        assert answer.json()["errors"][0]["type"].endswith("/resource-not-found")


@pytest.mark.parametrize(
    "query",
    [
        {"expansions": "everything"},
        {"user.fields": "password"},
        {"exclude": "mine"},
        {"pagination_token": "zz"},
        {"start_time": "2026-11-10T12:00:00"},
        {"since_id": "one"},
    ],
)
def test_a_timeline_is_asked_for_in_known_words(query: dict[str, str], api: Api) -> None:
    api.tweet()
    assert api.get(f"/2/users/{ME}/tweets", **query).status_code == 400


def test_a_timeline_can_begin_at_a_moment(api: Api) -> None:
    api.tweet("Early")
    api.played.clock.advance(timedelta(hours=1))
    late = api.tweet("Late").json()["data"]["id"]
    start = (NOON + timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    rows = api.get(f"/2/users/{ME}/tweets", start_time=start).json()["data"]
    assert [row["id"] for row in rows] == [late]


def test_who_signed_in_is_said_with_the_subscription(api: Api) -> None:
    assert api.get("/2/users/me").json()["data"] == {"id": ME, "name": "Reprise demo", "username": "reprise_demo"}
    asked = {"user.fields": "subscription_type,verified_type"}
    assert api.get("/2/users/me", **asked).json()["data"]["subscription_type"] == "None"
    api.played.desk("accounts", {"id": ME, "premium": True})
    assert api.get("/2/users/me", **asked).json()["data"]["subscription_type"] == "Premium"
    assert api.get("/2/users/me", **{"user.fields": "password"}).status_code == 400


def test_tokens_of_another_kind_open_nothing(api: Api) -> None:
    for kind, status in (("refresh", 401), ("app", 403)):
        api.played.desk("tokens", {"do": "issue", "account": ME, "kind": kind, "token": kind, "scopes": ["tweet.read"]})
        assert Api(api.played, kind).get("/2/users/me").status_code == status
    api.played.desk("tokens", {"do": "expire", "token": "sandbox-x"})
    assert api.get("/2/users/me").status_code == 401


def test_a_piece_of_more_than_four_megabytes_is_413_without_a_word(api: Api) -> None:
    media_id = api.open(10_000_000).json()["data"]["id"]
    for size in (MAX_CHUNK + 1, MAX_CHUNK + 2_000_000):
        answer = api.append(media_id, 0, bytes(size))
        assert (answer.status_code, answer.content) == (413, b"")
    assert api.append(media_id, 0, bytes(MAX_CHUNK)).status_code == 200


@pytest.mark.parametrize(("premium", "most"), [(False, 8 << 30), (True, 16 << 30)])
def test_how_large_a_film_may_be_follows_the_account(premium: bool, most: int, api: Api) -> None:
    api.played.desk("accounts", {"id": ME, "premium": premium})
    assert api.open(most).status_code == 200
    assert api.open(most + 1).status_code == 400


def test_how_long_a_film_may_be_follows_the_account_and_holds_again_at_the_post(api: Api) -> None:
    long = film(width=64, height=64, fps=1, seconds=1201)
    media_id = api.film(long)
    refused = api.status(media_id)
    assert (refused.status_code, "duration exceeded" in refused.json()["detail"]) == (403, True)
    api.played.desk("accounts", {"id": ME, "premium": True})
    media_id = api.film(long)
    assert api.status(media_id).json()["data"]["processing_info"]["state"] == "succeeded"
    api.played.desk("accounts", {"id": ME, "premium": False})
    refused = api.tweet("Long", media={"media_ids": [media_id]})
    assert (refused.status_code, "duration exceeded" in refused.json()["detail"]) == (403, True)
    api.played.desk("accounts", {"id": ME, "premium": True})
    assert api.tweet("Long", media={"media_ids": [media_id]}).status_code == 201


def test_failures_of_its_own_can_be_ordered(api: Api) -> None:
    data = padded(film(), 100_000)
    api.played.desk("orders", {"processing": "fail"})
    media_id = api.film(data)
    assert api.status(media_id).json()["data"]["processing_info"]["state"] == "failed"
    api.played.desk("orders", {"upload": "lost"})
    media_id = api.open(len(data)).json()["data"]["id"]
    api.append(media_id, 0, data)
    assert api.post(f"/2/media/upload/{media_id}/finalize").status_code == 400
    assert api.append(media_id, 0, data).status_code == 400
    api.played.desk("orders", {"post": "removed"})
    assert api.tweet("Taken away").status_code == 201
    assert api.played.made() == []
    wrong = api.http.post("/_sandbox/x/orders", json={"post": "shadowed"})
    assert wrong.status_code == 400


@pytest.mark.parametrize(
    ("name", "status", "limit"),
    [
        ("expired_token", 401, None),
        ("revoked_token", 401, None),
        ("permission", 403, None),
        ("rate_limit", 429, "0"),
        ("rate_limit_bare", 429, None),
        ("quota", 429, "99"),
        ("validation", 400, None),
        ("duplicate", 403, None),
        ("spam", 403, None),
        ("server_error", 500, None),
        ("unavailable", 503, None),
        ("partial", 200, None),
    ],
)
def test_every_refusal_has_xs_own_shape(name: str, status: int, limit: str | None, api: Api) -> None:
    api.played.desk("faults", {"route": "POST /2/tweets", "kind": name, "seconds": 60})
    answer = api.tweet()
    assert answer.status_code == status
    assert answer.headers.get("x-rate-limit-remaining") == limit
    if limit is not None:
        assert answer.headers["x-rate-limit-reset"] == str(int(NOON.timestamp()) + 60)
    assert "title" in answer.json() or "errors" in answer.json()
    assert api.played.made() == []
    assert api.tweet().status_code == 201
