"""The sandbox's Mastodon refuses what an instance refuses, and answers an Idempotency-Key with the first status."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox.mastodon.counting import addresses, hashtags, length
from sandbox.mastodon.words import content
from tests.sandbox.played import Played, film, picture, playing

ROOT = "/mastodon/api"
SMALL = {"width": 40, "height": 30}


class Api:
    """The first account's requests."""

    def __init__(self, played: Played, token: str = "sandbox-mastodon") -> None:
        self.played = played
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **params: Any) -> Any:
        return self.played.http.get(f"{ROOT}/{path}", params=params, headers=self.headers)

    def post(self, text: str | None = "Hello", key: str | None = None, **more: Any) -> Any:
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        body = {"status": text, **more} if text is not None else more
        return self.played.http.post(f"{ROOT}/v1/statuses", json=body, headers=headers)

    def upload(self, data: bytes | None = None, name: str = "a.png", **fields: str) -> Any:
        files = {"file": (name, picture("PNG", **SMALL) if data is None else data)}
        return self.played.http.post(f"{ROOT}/v2/media", files=files, data=fields, headers=self.headers)

    def delete(self, status: str) -> Any:
        return self.played.http.delete(f"{ROOT}/v1/statuses/{status}", headers=self.headers)


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    with playing(tmp_path, "mastodon") as one:
        yield one


@pytest.fixture
def api(played: Played) -> Api:
    return Api(played)


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def test_a_status_is_made_and_read(api: Api) -> None:
    made = api.post("Read https://example.com/a?b=1&c=2 #Dagster", language="en").json()
    assert made["url"] == f"http://127.0.0.1/mastodon/@reprise/{made['id']}"
    assert '<a href="https://example.com/a?b=1&amp;c=2"' in made["content"] and made["tags"][0]["name"] == "dagster"
    assert api.get(f"v1/statuses/{made['id']}").json()["content"] == made["content"]
    (row,) = api.played.made()
    assert row["link"] == "https://example.com/a?b=1&c=2" and row["account"] == made["account"]["id"]


def test_a_key_is_answered_with_its_first_status_for_an_hour(api: Api) -> None:
    first = api.post("One", key="k").json()
    assert api.post("Another text altogether", key="k").json()["id"] == first["id"]
    assert api.post("Another key", key="l").json()["id"] != first["id"]
    api.played.clock.advance(timedelta(minutes=59, seconds=59))
    assert api.post("One", key="k").json()["id"] == first["id"]
    api.played.clock.advance(timedelta(seconds=1))
    assert api.post("One", key="k").json()["id"] != first["id"]
    assert [row["text"] for row in api.played.made()] == ["One", "Another key", "One"]


def test_a_key_of_a_deleted_status_leads_nowhere(api: Api) -> None:
    first = api.post(key="k").json()
    assert api.delete(first["id"]).json()["text"] == "Hello"
    assert refused(api.post(key="k")) == (404, "Record not found")


def test_what_was_refused_is_not_remembered(api: Api) -> None:
    assert api.post("x" * 501, key="k").status_code == 422
    assert api.post("x", key="k").status_code == 200


def test_the_same_key_at_the_same_moment_makes_one_status(api: Api) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: api.post(key="k").json()["id"], range(16)))
    assert len(set(answers)) == 1 and len(api.played.made()) == 1


def test_without_a_key_the_same_words_are_two_statuses(api: Api) -> None:
    assert api.post().json()["id"] != api.post().json()["id"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"text": None}, "Validation failed: Text can't be blank"),
        ({"text": " \n"}, "Validation failed: Text can't be blank"),
        ({"text": "x" * 501}, "Validation failed: Text character limit of 500 exceeded"),
        ({"text": "x" * 490, "spoiler_text": "y" * 11}, "Validation failed: Text character limit of 500 exceeded"),
        ({"visibility": "secret"}, "Validation failed: Visibility is not included in the list"),
        ({"media_ids": ["7"]}, "Media 7 not found or already attached to another post"),
        ({"media_ids": ["1", "2", "3", "4", "5"]}, "Cannot attach more than 4 files"),
        ({"poll": {"options": ["a", "b"]}}, "The sandbox's accounts may not use poll."),
    ],
)
def test_a_status_that_cannot_be(api: Api, body: dict[str, Any], error: str) -> None:
    assert refused(api.post(**body)) == (422, error)
    assert api.played.made() == []


def test_a_reply_to_nothing_is_not_made(api: Api) -> None:
    wanted = "The post you are trying to reply to does not appear to exist."
    assert refused(api.post(in_reply_to_id="7")) == (404, wanted)


def test_forms_are_taken_as_well_as_json(api: Api) -> None:
    media = api.upload().json()["id"]
    fields = {"status": "By form", "media_ids[]": [media], "sensitive": "true"}
    made = api.played.http.post(f"{ROOT}/v1/statuses", data=fields, headers=api.headers).json()
    assert made["media_attachments"][0]["id"] == media and made["sensitive"] is True


def test_a_picture_is_ready_at_once_and_attached_once(api: Api) -> None:
    answer = api.upload(description="A teal field", focus="0.5,-2")
    media = answer.json()
    assert answer.status_code == 200 and media["type"] == "image" and media["meta"]["focus"] == {"x": 0.5, "y": -1.0}
    assert api.played.http.get(media["url"].removeprefix("http://127.0.0.1")).content == picture("PNG", **SMALL)
    assert api.get(f"v1/media/{media['id']}").status_code == 200
    made = api.post(media_ids=[media["id"]]).json()
    assert made["media_attachments"][0]["description"] == "A teal field"
    assert refused(api.post(media_ids=[media["id"]]))[0] == 422
    assert refused(api.get(f"v1/media/{media['id']}")) == (404, "Record not found")
    (row,) = api.played.made()
    assert row["media"] == ["image"] and row["alts"] == ["A teal field"]


def test_a_film_is_processed_in_the_background(api: Api) -> None:
    answer = api.upload(film(seconds=0.5), "a.mp4")
    assert answer.status_code == 202 and answer.json()["url"] is None
    media = answer.json()["id"]
    too_early = "Cannot attach files that have not finished processing. Try again in a moment!"
    assert refused(api.post(media_ids=[media])) == (422, too_early)
    assert [api.get(f"v1/media/{media}").status_code for _ in range(3)] == [206, 200, 200]
    assert api.post(media_ids=[media]).json()["media_attachments"][0]["type"] == "video"


def test_a_film_stands_alone(api: Api) -> None:
    video = api.upload(film(seconds=0.5), "a.mp4").json()["id"]
    for _ in range(2):
        api.get(f"v1/media/{video}")
    both = [video, api.upload().json()["id"]]
    assert refused(api.post(media_ids=both)) == (422, "Cannot attach a video to a post that already contains images")


def test_files_that_are_none_or_too_large_are_refused(api: Api) -> None:
    invalid = (422, "Validation failed: File content type is invalid, File is invalid")
    assert refused(api.upload(b"no picture")) == invalid
    assert refused(api.upload(picture("TIFF", 40, 30))) == invalid
    assert refused(api.upload(picture("PNG", 6000, 5530)))[1] == "6000x5530 images are not supported"
    long = api.upload(description="x" * 1501)
    assert refused(long) == (422, "Validation failed: Description is too long (maximum is 1500 characters)")
    nothing = api.played.http.post(f"{ROOT}/v2/media", data={"description": "x"}, headers=api.headers)
    assert refused(nothing) == (422, "Validation failed: File can't be blank")


def test_a_file_that_cannot_be_processed_fails_when_looked_at(api: Api) -> None:
    api.played.desk("orders", {"processing": "fail"})
    media = api.upload(film(seconds=0.5), "a.mp4").json()["id"]
    assert api.get(f"v1/media/{media}").status_code == 206
    assert refused(api.get(f"v1/media/{media}")) == (422, "Error processing thumbnail for uploaded media")
    assert api.post(media_ids=[media]).status_code == 422


def test_a_picture_can_be_ordered_to_take_its_time(api: Api) -> None:
    api.played.desk("orders", {"upload": "async"})
    answer = api.upload()
    assert answer.status_code == 202
    assert [api.get(f"v1/media/{answer.json()['id']}").status_code for _ in range(2)] == [206, 200]


def test_a_description_can_be_changed_until_it_is_attached(api: Api) -> None:
    media = api.upload().json()["id"]
    address = f"{ROOT}/v1/media/{media}"
    changed = api.played.http.put(address, json={"description": "Better"}, headers=api.headers)
    assert changed.json()["description"] == "Better"
    api.post(media_ids=[media])
    assert api.played.http.put(address, json={"description": "Late"}, headers=api.headers).status_code == 404


@pytest.mark.parametrize(
    ("do", "error"), [("expire", "The access token expired"), ("revoke", "The access token was revoked")]
)
def test_expired_and_revoked_are_told_apart(api: Api, do: str, error: str) -> None:
    api.played.desk("tokens", {"do": do, "token": "sandbox-mastodon"})
    assert refused(api.post()) == (401, error)


def test_tokens_need_to_be_known_and_to_hold_the_scope(api: Api) -> None:
    assert refused(Api(api.played, "nothing").post()) == (401, "The access token is invalid")
    no_token = api.played.http.post(f"{ROOT}/v1/statuses", json={"status": "x"})
    assert refused(no_token) == (401, "The access token is invalid")
    account = api.played.kit.tokens.find("mastodon", "sandbox-mastodon")
    assert account is not None
    more = {"do": "issue", "account": account.account}
    api.played.desk("tokens", {**more, "token": "reader", "scopes": ["read"]})
    api.played.desk("tokens", {**more, "token": "writer", "scopes": ["write"]})
    api.played.desk("tokens", {**more, "token": "who", "scopes": ["profile"]})
    reader, writer, who = (Api(api.played, token) for token in ("reader", "writer", "who"))
    outside = (403, "This action is outside the authorized scopes")
    assert refused(reader.post()) == outside and refused(who.post()) == outside
    assert refused(reader.upload()) == outside
    assert writer.post().status_code == 200
    assert refused(writer.get("v1/accounts/verify_credentials")) == outside
    assert who.get("v1/accounts/verify_credentials").json()["username"] == "reprise"


def test_an_instance_tells_its_limits_to_everybody(api: Api) -> None:
    told = api.played.http.get(f"{ROOT}/v2/instance").json()["configuration"]
    assert told["statuses"] == {
        "max_characters": 500, "max_media_attachments": 4, "characters_reserved_per_url": 23,
    }  # fmt: skip
    assert told["media_attachments"]["description_limit"] == 1500


def test_a_thread_has_its_context(api: Api) -> None:
    first = api.post("1").json()["id"]
    second = api.post("2", in_reply_to_id=first).json()["id"]
    third = api.post("3", in_reply_to_id=second).json()["id"]
    around = api.get(f"v1/statuses/{second}/context").json()
    assert [one["id"] for one in around["ancestors"]] == [first]
    assert [one["id"] for one in around["descendants"]] == [third]
    assert api.get(f"v1/statuses/{first}").json()["replies_count"] == 1


def test_own_statuses_are_listed_in_pages(api: Api) -> None:
    ids = [api.post(str(number)).json()["id"] for number in range(5)]
    account = api.get("v1/accounts/verify_credentials").json()["id"]
    where = f"v1/accounts/{account}/statuses"

    def page(**params: Any) -> list[str]:
        return [one["id"] for one in api.get(where, **params).json()]

    assert page() == ids[::-1]
    assert page(limit=2) == [ids[4], ids[3]] and page(limit=2, max_id=ids[3]) == [ids[2], ids[1]]
    assert page(limit=2, min_id=ids[0]) == [ids[2], ids[1]] and page(limit=2, since_id=ids[0]) == [ids[4], ids[3]]
    assert f'max_id={ids[3]}>; rel="next"' in api.get(where, limit=2).headers["link"]
    api.post("reply", in_reply_to_id=ids[0])
    assert page(exclude_replies="true") == ids[::-1]
    assert refused(api.get("v1/accounts/7/statuses")) == (404, "Record not found")


def test_private_statuses_are_for_their_author(api: Api) -> None:
    made = api.post(visibility="private").json()["id"]
    assert api.get(f"v1/statuses/{made}").status_code == 200
    assert refused(api.played.http.get(f"{ROOT}/v1/statuses/{made}")) == (404, "Record not found")


def test_counts_grow(api: Api) -> None:
    made = api.post().json()
    assert made["favourites_count"] == 0
    api.played.clock.advance(timedelta(days=2))
    (later,) = api.get("v1/statuses", **{"id[]": [made["id"], "7"]}).json()
    assert later["favourites_count"] > 0 and {"reblogs_count", "replies_count", "quotes_count"} <= set(later)


def test_requests_uploads_and_deletions_are_limited(api: Api) -> None:
    answer = api.get("v1/accounts/verify_credentials")
    assert (answer.headers["x-ratelimit-limit"], answer.headers["x-ratelimit-remaining"]) == ("300", "299")
    reset = datetime.fromisoformat(answer.headers["x-ratelimit-reset"])
    assert reset == api.played.clock.now() + timedelta(minutes=5)  # noon is the beginning of a window
    answers = [api.upload() for _ in range(31)]
    assert [one.status_code for one in answers] == [200] * 30 + [429]
    assert refused(answers[-1]) == (429, "Too many requests")
    assert answers[-1].headers["x-ratelimit-limit"] == "30" and answers[-1].headers["x-ratelimit-remaining"] == "0"
    assert api.post().status_code == 200
    api.played.clock.advance(timedelta(minutes=30))
    assert api.upload().status_code == 200


def test_an_ordered_rate_limit_tells_its_reset_as_a_time(api: Api) -> None:
    api.played.desk("faults", {"route": "POST /api/v1/statuses", "kind": "rate_limit", "seconds": 60})
    answer = api.post()
    assert answer.status_code == 429
    reset = datetime.fromisoformat(answer.headers["x-ratelimit-reset"])
    assert reset == api.played.clock.now() + timedelta(seconds=60)


def test_a_lost_answer_is_found_again_by_its_key(api: Api) -> None:
    api.played.desk("faults", {"route": "POST /api/v1/statuses", "kind": "server_error_after"})
    assert api.post(key="k").status_code == 500
    assert api.post(key="k").status_code == 200
    assert len(api.played.made()) == 1


def test_a_status_can_be_taken_away_after_success(api: Api) -> None:
    api.played.desk("orders", {"post": "removed"})
    made = api.post(key="k").json()["id"]
    assert api.played.made() == [] and api.get(f"v1/statuses/{made}").status_code == 404
    assert refused(api.post(key="k")) == (404, "Record not found")


def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    with playing(tmp_path, "mastodon") as played:
        made = Api(played).post(key="k").json()["id"]
        media = Api(played).upload().json()["id"]
    with playing(tmp_path, "mastodon") as played:
        assert Api(played).post(key="k").json()["id"] == made
        assert Api(played).post(media_ids=[media]).status_code == 200


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("https://example.com/" + "a" * 200, 23),
        ("(see https://example.com/a_(b)).", 5 + 23 + 2),
        ("example.com", 11),
        ("@someone@a.very.long.host.example hi", 11),
        ("\U0001f469\u200d\U0001f469\u200d\U0001f467 é", 3),
        ("http://a", 8),
    ],
)
def test_length_is_counted_as_the_server_does(text: str, count: int) -> None:
    assert length(text) == count


def test_addresses_end_before_a_sentences_own_signs() -> None:
    text = "See https://example.com/a, https://example.com/b?c=(d) (https://example.com/e)."
    found = [text[start:end] for start, end in addresses(text)]
    assert found == ["https://example.com/a", "https://example.com/b?c=(d)", "https://example.com/e"]


def test_tags_are_words_with_a_letter_outside_of_addresses() -> None:
    assert hashtags("#One #2026 #A1 https://example.com/#three a#four #Größe") == ["One", "A1", "Größe"]


def test_words_are_escaped_and_set_in_paragraphs() -> None:
    assert content("a < b\nc\n\nd", "http://x") == "<p>a &lt; b<br />c</p><p>d</p>"
