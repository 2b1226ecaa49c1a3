"""The sandbox's Bluesky beyond what a real server is compared with: tokens, limits, films, feeds, faults, restarts."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox.bluesky import FIRST, names
from sandbox.bluesky.lexicon import graphemes
from tests.sandbox.played import Played, film, picture, playing

XRPC = "/bluesky/xrpc/"
POST = "app.bsky.feed.post"
RKEY = "3mabcdefghi2k"


class Api:
    """The first account's requests."""

    def __init__(self, played: Played) -> None:
        self.played = played
        self.session = self.login().json()

    def login(self, password: str = "sandbox-bluesky") -> Any:
        body = {"identifier": "reprise.test", "password": password}
        return self.played.http.post(f"{XRPC}com.atproto.server.createSession", json=body)

    def get(self, method: str, token: str | None = None, **params: Any) -> Any:
        return self.played.http.get(XRPC + method, params=params, headers=self._headers(token))

    def post(self, method: str, body: Any = None, token: str | None = None, **more: Any) -> Any:
        headers = {**self._headers(token), **more.pop("headers", {})}
        return self.played.http.post(XRPC + method, json=body, headers=headers, **more)

    def put(self, text: str = "Hello", rkey: str = RKEY, **more: Any) -> Any:
        record = {"$type": POST, "text": text, "createdAt": "2026-11-10T12:00:00Z", **more}
        body = {"repo": FIRST, "collection": POST, "rkey": rkey, "record": record}
        return self.post("com.atproto.repo.putRecord", body)

    def service(self, aud: str = "did:web:127.0.0.1", lxm: str = "com.atproto.repo.uploadBlob") -> str:
        answer = self.get("com.atproto.server.getServiceAuth", aud=aud, lxm=lxm)
        return str(answer.json()["token"])

    def film(self, data: bytes | None = None, *, did: str = FIRST, token: str | None = None, **more: str) -> Any:
        headers = {"Content-Type": more.get("kind", "video/mp4"), **self._headers(token or self.service())}
        params = {"did": did, "name": more.get("name", "a.mp4")}
        content = film(seconds=0.2) if data is None else data
        return self.played.http.post(
            f"{XRPC}app.bsky.video.uploadVideo", params=params, content=content, headers=headers
        )

    def _headers(self, token: str | None = None) -> dict[str, str]:
        token = self.session["accessJwt"] if token is None else token
        return {"Authorization": f"Bearer {token}"} if token else {}


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    with playing(tmp_path, "bluesky") as one:
        yield one


@pytest.fixture
def api(played: Played) -> Api:
    return Api(played)


def error(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def payload(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    made: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return made


def test_a_session_tells_who_and_where(api: Api) -> None:
    session = api.session
    assert (session["did"], session["handle"], session["active"]) == (FIRST, "reprise.test", True)
    assert session["didDoc"]["service"][0]["serviceEndpoint"] == "http://127.0.0.1/bluesky"
    token = payload(session["accessJwt"])
    assert token["sub"] == FIRST and token["scope"] == "com.atproto.appPass" and token["exp"] - token["iat"] == 7200
    assert api.get("com.atproto.server.getSession").json()["did"] == FIRST


def test_an_access_token_lasts_two_hours_and_is_renewed(api: Api) -> None:
    api.played.clock.advance(timedelta(hours=2))
    assert error(api.put()) == (400, "ExpiredToken")
    fresh = api.post("com.atproto.server.refreshSession", token=api.session["refreshJwt"]).json()
    assert fresh["refreshJwt"] != api.session["refreshJwt"]
    api.session = fresh
    assert api.put().status_code == 200


def test_a_used_refresh_token_has_two_hours_of_grace(api: Api) -> None:
    refresh = "com.atproto.server.refreshSession"
    old = api.session["refreshJwt"]
    first = api.post(refresh, token=old).json()
    api.played.clock.advance(timedelta(minutes=119))
    again = api.post(refresh, token=old).json()
    assert payload(first["refreshJwt"])["jti"] == payload(again["refreshJwt"])["jti"]
    api.played.clock.advance(timedelta(minutes=1))
    assert error(api.post(refresh, token=old)) == (400, "ExpiredToken")
    assert api.post(refresh, token=again["refreshJwt"]).status_code == 200


def test_a_session_that_was_ended_cannot_be_refreshed(api: Api) -> None:
    assert api.post("com.atproto.server.deleteSession", token=api.session["refreshJwt"]).status_code == 200
    again = api.post("com.atproto.server.refreshSession", token=api.session["refreshJwt"])
    assert error(again) == (400, "ExpiredToken")
    assert api.put().status_code == 200  # access tokens run out by themselves


def test_expired_and_revoked_from_the_desk_are_told_apart(api: Api) -> None:
    api.played.desk("tokens", {"do": "expire", "account": FIRST})
    assert error(api.put()) == (400, "ExpiredToken")
    api.session = api.login().json()
    api.played.desk("tokens", {"do": "revoke", "account": FIRST})
    assert error(api.put()) == (400, "InvalidToken")
    assert error(api.login()) == (401, "AuthenticationRequired")


def test_an_app_password_is_no_token(api: Api) -> None:
    assert error(api.get("com.atproto.server.getSession", token="sandbox-bluesky")) == (400, "InvalidToken")


def test_logins_are_limited(played: Played) -> None:
    body = {"identifier": "reprise.test", "password": "wrong"}
    answers = [played.http.post(f"{XRPC}com.atproto.server.createSession", json=body) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [401] * 30 + [429]
    assert answers[-1].headers["ratelimit-policy"] == "30;w=300"
    played.clock.advance(timedelta(minutes=5))
    assert played.http.post(f"{XRPC}com.atproto.server.createSession", json=body).status_code == 401


def test_writes_cost_points_of_the_hour(api: Api) -> None:
    answer = api.put()
    assert answer.headers["ratelimit-limit"] == "3000"  # what is nearest to its end
    now = api.played.clock.now().timestamp()
    database = api.played.kit.home("bluesky") / "state.db"
    with sqlite3.connect(database) as db:
        db.execute("UPDATE windows SET used = 4997 WHERE name LIKE 'writes % 3600'")
    answer = api.put("Second", rkey="3mabcdefghi3k")
    assert answer.status_code == 200
    assert answer.headers["ratelimit-policy"] == "5000;w=3600" and answer.headers["ratelimit-remaining"] == "1"
    refused = api.put("Third", rkey="3mabcdefghi4k")
    assert error(refused) == (429, "RateLimitExceeded")
    assert int(refused.headers["ratelimit-reset"]) == int(now + 3600)
    assert refused.headers["ratelimit-remaining"] == "0"
    assert len(api.played.made()) == 2
    api.played.clock.advance(timedelta(hours=1))
    assert api.put("Third", rkey="3mabcdefghi4k").status_code == 200


def test_a_picture_of_two_million_bytes_is_taken_and_one_byte_more_is_not(api: Api) -> None:
    for size, status in ((2_000_000, 200), (2_000_001, 400)):
        headers = {"Content-Type": "image/png"}
        blob = api.post("com.atproto.repo.uploadBlob", content=bytes(size), headers=headers).json()["blob"]
        embed = {"$type": "app.bsky.embed.images", "images": [{"image": blob, "alt": "Nothing"}]}
        assert api.put(embed=embed, rkey=f"3mabcdefghi{size % 2 + 2}k").status_code == status


def test_a_blob_must_be_what_the_record_says(api: Api) -> None:
    headers = {"Content-Type": "image/png"}
    data = picture("PNG", 40, 30)
    blob = api.post("com.atproto.repo.uploadBlob", content=data, headers=headers).json()["blob"]
    for change, name in (({"mimeType": "image/webp"}, "InvalidMimeType"), ({"size": 1}, "InvalidSize")):
        embed = {"$type": "app.bsky.embed.images", "images": [{"image": {**blob, **change}, "alt": ""}]}
        assert error(api.put(embed=embed)) == (400, name)


def test_a_film_is_processed_over_looks_and_posted(api: Api) -> None:
    started = api.film()
    assert started.status_code == 200
    job = started.json()  # bare, as the real service answers
    assert job["state"] == "JOB_STATE_CREATED" and job["did"] == FIRST
    looks = [api.get("app.bsky.video.getJobStatus", jobId=job["jobId"]).json()["jobStatus"] for _ in range(3)]
    assert [look["state"] for look in looks] == ["JOB_STATE_ENCODING", *["JOB_STATE_COMPLETED"] * 2]
    assert "blob" not in looks[0]
    embed = {"$type": "app.bsky.embed.video", "video": looks[1]["blob"], "alt": "Grey"}
    assert api.put(embed=embed).status_code == 200
    (row,) = api.played.made()
    assert row["media"] == ["video"] and row["alts"] == ["Grey"]


def test_the_same_film_again_leads_to_its_old_job(api: Api) -> None:
    first = api.film().json()
    again = api.film()
    assert again.status_code == 409
    assert again.json()["error"] == "already_exists" and again.json()["jobId"] == first["jobId"]


def test_the_video_service_wants_a_token_for_this_server_and_this_method(api: Api) -> None:
    assert error(api.film(token=api.session["accessJwt"])) == (401, "BadJwtSignature")
    assert error(api.film(token=api.service(aud="did:web:elsewhere.test"))) == (401, "BadJwtAudience")
    limits = "app.bsky.video.getUploadLimits"
    assert error(api.film(token=api.service(lxm=limits))) == (401, "BadJwtLexiconMethod")
    late = api.service()
    api.played.clock.advance(timedelta(seconds=61))
    assert error(api.film(token=late)) == (401, "JwtExpired")
    assert error(api.get(limits, token=api.service(lxm=limits))) == (401, "BadJwtAudience")
    right = api.service(aud="did:web:video.bsky.app", lxm=limits)
    assert api.get(limits, token=right).json() == {
        "canUpload": True,
        "remainingDailyVideos": 25,
        "remainingDailyBytes": 10_000_000_000,
    }


def test_the_video_service_refuses_foreign_accounts_and_other_kinds(api: Api) -> None:
    assert api.film(did="did:plc:somebodyelse").json()["jobStatus"]["error"] == "unauthorized"
    assert error(api.film(kind="video/quicktime")) == (400, "InvalidRequest")
    assert api.film(name="").json()["jobStatus"]["error"] == "missing_name"
    assert error(api.get("app.bsky.video.getJobStatus", jobId="nothing")) == (400, "InvalidRequest")


@pytest.mark.parametrize("ordered", [True, False])
def test_a_film_that_cannot_be_processed_fails_at_the_second_look(api: Api, ordered: bool) -> None:
    if ordered:
        api.played.desk("orders", {"processing": "fail"})
    job = api.film(None if ordered else b"no film at all").json()["jobId"]
    looks = [api.get("app.bsky.video.getJobStatus", jobId=job).json()["jobStatus"] for _ in range(2)]
    assert looks[1]["state"] == "JOB_STATE_FAILED" and looks[1]["message"] == "Failed to process video"
    assert looks[1]["failureCode"] == ("encoding_failure" if ordered else "validation_failure")
    assert "blob" not in looks[1]


def test_an_upload_can_answer_as_its_lexicon_says(api: Api) -> None:
    api.played.desk("orders", {"upload": "wrapped"})
    assert api.film().json()["jobStatus"]["state"] == "JOB_STATE_CREATED"


def test_posts_are_shown_with_counts_that_grow(api: Api) -> None:
    made = api.put().json()
    uris = [made["uri"], f"at://{FIRST}/{POST}/3mzzzzzzzzz2k"]
    (post,) = api.get("app.bsky.feed.getPosts", uris=uris).json()["posts"]
    assert post["uri"] == made["uri"] and post["cid"] == made["cid"] and post["likeCount"] == 0
    api.played.clock.advance(timedelta(days=2))
    (later,) = api.get("app.bsky.feed.getPosts", token="", uris=uris).json()["posts"]  # the public view needs no token
    assert later["likeCount"] > 0 and later["record"]["text"] == "Hello"
    assert later["author"]["handle"] == "reprise.test"
    assert error(api.get("app.bsky.feed.getPosts", token="", uris=[made["uri"]] * 26)) == (400, "InvalidRequest")


def test_an_author_feed_turns_its_pages(api: Api) -> None:
    root = api.put("1", rkey="3mabcdefghi2k").json()
    reply = {name: {"uri": root["uri"], "cid": root["cid"]} for name in ("root", "parent")}
    api.put("2", rkey="3mabcdefghi3k", reply=reply)
    api.played.clock.advance(timedelta(minutes=1))
    api.put("3", rkey="3mabcdefghi4k")
    feed = "app.bsky.feed.getAuthorFeed"
    page = api.get(feed, actor="reprise.test", limit=2).json()
    rest = api.get(feed, actor=FIRST, limit=2, cursor=page["cursor"]).json()
    texts = [row["post"]["record"]["text"] for row in [*page["feed"], *rest["feed"]]]
    assert texts == ["3", "2", "1"]
    assert page["feed"][1]["reply"]["root"]["uri"] == root["uri"]
    assert rest["feed"][0]["post"]["replyCount"] == 1
    alone = api.get(feed, actor=FIRST, filter="posts_no_replies").json()["feed"]
    assert [row["post"]["record"]["text"] for row in alone] == ["3", "1"]


def test_a_link_counts_where_readers_can_follow_it(api: Api) -> None:
    def facet(start: int, end: int) -> dict[str, Any]:
        link = {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.com/a"}
        return {"index": {"byteStart": start, "byteEnd": end}, "features": [link]}

    api.put("ü a", rkey="3mabcdefghi2k", facets=[facet(1, 3)])  # in the middle of a character
    api.put("ü a", rkey="3mabcdefghi3k", facets=[facet(3, 4)])
    assert [row["link"] for row in api.played.made()] == ["https://example.com/a", None]


def test_a_post_can_be_taken_down_after_it_was_answered_with_success(api: Api) -> None:
    api.played.desk("orders", {"post": "removed"})
    made = api.put().json()
    assert api.played.made() == []
    assert api.get("app.bsky.feed.getPosts", uris=[made["uri"]]).json()["posts"] == []
    where = {"repo": FIRST, "collection": POST, "rkey": RKEY}
    assert error(api.get("com.atproto.repo.getRecord", **where)) == (400, "RecordNotFound")


def test_a_lost_answer_leaves_one_post(api: Api) -> None:
    fault = {"route": "POST /xrpc/com.atproto.repo.putRecord", "kind": "server_error_after"}
    api.played.desk("faults", fault)
    assert api.put().status_code == 500
    assert api.put().status_code == 200
    assert len(api.played.made()) == 1


def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    with playing(tmp_path, "bluesky") as played:
        first = Api(played)
        first.put()
        job = first.film().json()["jobId"]
        first.get("app.bsky.video.getJobStatus", jobId=job)
    with playing(tmp_path, "bluesky") as played:
        second = Api(played)
        second.session = first.session
        assert second.get("com.atproto.server.getSession").json()["did"] == FIRST
        assert (
            second.get("app.bsky.video.getJobStatus", jobId=job).json()["jobStatus"]["state"] == "JOB_STATE_COMPLETED"
        )
        assert [row["text"] for row in played.made()] == ["Hello"]


def test_another_account_cannot_write_here(api: Api) -> None:
    other = {"id": "did:plc:another", "handle": "another.test", "token": "another-password"}
    api.played.desk("accounts", other)
    body = {"identifier": "another.test", "password": "another-password"}
    token = api.post("com.atproto.server.createSession", body, token="").json()["accessJwt"]
    record = {"text": "Mine?", "createdAt": "2026-11-10T12:00:00Z"}
    foreign = {"repo": FIRST, "collection": POST, "record": record}
    assert error(api.post("com.atproto.repo.createRecord", foreign, token=token)) == (401, "AuthenticationRequired")
    assert error(api.login("another-password")) == (401, "AuthenticationRequired")


def test_what_is_no_method_and_the_wrong_verb_are_refused(api: Api) -> None:
    assert error(api.get("com.example.nothing")) == (501, "MethodNotImplemented")
    assert error(api.get("com.atproto.repo.createRecord")) == (400, "InvalidRequest")
    broken = api.post("com.atproto.repo.createRecord", content=b"{", headers={"Content-Type": "application/json"})
    assert error(broken) == (400, "SyntaxError")
    like = {"repo": FIRST, "collection": "app.bsky.feed.like", "record": {}}
    assert error(api.post("com.atproto.repo.createRecord", like)) == (501, "MethodNotImplemented")


def test_timestamp_identifiers_sort_by_time() -> None:
    earlier, later = names.tid(1_700_000_000_000_000), names.tid(1_700_000_000_000_001)
    assert earlier < later and names.TID.fullmatch(earlier) and len(earlier) == 13


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("e\u0301", 1), ("\U0001f469\u200d\U0001f467", 1), ("\r\n", 1), ("한국", 2)]
)
def test_graphemes_are_what_people_see(text: str, count: int) -> None:
    assert graphemes(text) == count
