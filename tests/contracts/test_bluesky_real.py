"""The sandbox's Bluesky and a real one are asked the same, and answer alike; the real one keeps what is published.

The real server is described in `tests/contracts/pds.py`; without it its half is skipped.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contracts import pds
from tests.sandbox.played import picture, playing

POST = "app.bsky.feed.post"
RKEY = "3mabcdefghi2k"
NOBODY = "did:plc:nobodynobodynobodynob234"
NO_FILE = "bafkreihxtcvlkzx5cfv6oavbxmhrqdzsntxcbtb7xvsyqxnhpvfgxv5t5a"
GONE = "bafyreihxtcvlkzx5cfv6oavbxmhrqdzsntxcbtb7xvsyqxnhpvfgxv5t5a"


@dataclass
class Server:
    """An account on one of the two servers."""

    http: Any  # an httpx client of one kind or the other
    prefix: str
    did: str
    handle: str
    password: str
    token: str

    def get(self, method: str, **params: Any) -> httpx.Response:
        answer: httpx.Response = self.http.get(f"{self.prefix}/xrpc/{method}", params=params, headers=self._headers())
        return answer

    def post(self, method: str, body: Any = None, token: str | None = None, **more: Any) -> httpx.Response:
        headers = {**self._headers(token), **more.pop("headers", {})}
        answer: httpx.Response = self.http.post(f"{self.prefix}/xrpc/{method}", json=body, headers=headers, **more)
        return answer

    def write(self, record: Any, method: str = "createRecord", **more: Any) -> httpx.Response:
        body = {"repo": self.did, "collection": POST, "record": record, **more}
        return self.post(f"com.atproto.repo.{method}", body)

    def upload(self, data: bytes, mime: str = "image/png") -> dict[str, Any]:
        answer = self.post("com.atproto.repo.uploadBlob", content=data, headers={"Content-Type": mime})
        assert answer.status_code == 200, answer.text
        blob: dict[str, Any] = answer.json()["blob"]
        return blob

    def _headers(self, token: str | None = None) -> dict[str, str]:
        token = self.token if token is None else token
        return {"Authorization": f"Bearer {token}"} if token else {}


@pytest.fixture(scope="module")
def real() -> Iterator[pds.Pds]:
    reason = pds.missing()
    if reason:
        pytest.skip(reason)
    with pds.Pds() as server:
        yield server


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bluesky")


@pytest.fixture
def sandboxed(tmp_path: Path) -> Iterator[Server]:
    """The first account of the sandbox."""
    with playing(tmp_path, "bluesky") as played:
        body = {"identifier": "reprise.test", "password": "sandbox-bluesky"}
        made = played.http.post("/bluesky/xrpc/com.atproto.server.createSession", json=body).json()
        yield Server(played.http, "/bluesky", made["did"], made["handle"], "sandbox-bluesky", made["accessJwt"])


@pytest.fixture
def on_real(real: pds.Pds) -> Iterator[Server]:
    """A fresh account of the real server."""
    account = real.new_account()
    with httpx.Client(base_url=real.url, trust_env=False, timeout=30) as http:
        yield Server(http, "", account.did, account.handle, account.password, account.access)


@pytest.fixture(params=["sandboxed", pytest.param("on_real", marks=pytest.mark.slow)])
def server(request: pytest.FixtureRequest) -> Server:
    """An account on the sandbox, then on the real server."""
    found: Server = request.getfixturevalue(request.param)
    return found


def record(**more: Any) -> dict[str, Any]:
    return {"$type": POST, "text": "Hello", "createdAt": "2026-03-02T12:00:00.000Z", **more}


def facet(start: int = 0, end: int = 5, **feature: Any) -> dict[str, Any]:
    kind = feature.pop("kind", "link")
    return {
        "index": {"byteStart": start, "byteEnd": end},
        "features": [{"$type": f"app.bsky.richtext.facet#{kind}", **feature}],
    }


def images(*pictures: dict[str, Any]) -> dict[str, Any]:
    return {"$type": "app.bsky.embed.images", "images": list(pictures)}


def problem(answer: httpx.Response) -> tuple[int, str, str]:
    return answer.status_code, answer.json()["error"], answer.json()["message"]


RECORDS = {
    "as it should be": record(),
    "without its type": {"text": "Hello", "createdAt": "2026-03-02T12:00:00Z"},
    "of another type": {**record(), "$type": "app.bsky.feed.like"},
    "300 graphemes": record(text="\u00e9" * 300),
    "301 graphemes": record(text="a" * 301),
    "a family counts once": record(text="\U0001f469\u200d\U0001f469\u200d\U0001f467" * 120),
    "more than 3000 bytes": record(text="\U0001f469\u200d\U0001f469\u200d\U0001f467" * 200),
    "no text": {"createdAt": "2026-03-02T12:00:00Z"},
    "empty text": record(text=""),
    "a number as text": record(text=4),
    "no createdAt": {"text": "Hello"},
    "createdAt in words": record(createdAt="yesterday"),
    "createdAt without a zone": record(createdAt="2026-03-02T12:00:00"),
    "createdAt with an offset": record(createdAt="2026-03-02T12:00:00+02:00"),
    "createdAt with an unknown offset": record(createdAt="2026-03-02T12:00:00-00:00"),
    "createdAt that never was": record(createdAt="2026-02-30T12:00:00Z"),
    "three languages": record(langs=["en", "de", "pt-BR"]),
    "four languages": record(langs=["en", "de", "fr", "es"]),
    "no language": record(langs=["english!"]),
    "a link": record(facets=[facet(uri="https://example.com/a?b=c#d")]),
    "a link without a scheme": record(facets=[facet(uri="example.com")]),
    "a link that is none": record(facets=[facet(uri="nope")]),
    "a facet before the text": record(facets=[facet(-1, 3, uri="https://example.com")]),
    "a facet behind the text": record(facets=[facet(0, 300, uri="https://example.com")]),
    "a facet of no type": record(facets=[{**facet(), "features": [{"uri": "https://example.com"}]}]),
    "a facet of an unknown type": record(facets=[facet(kind="sparkle")]),
    "a facet without features": record(facets=[{"index": {"byteStart": 0, "byteEnd": 3}}]),
    "a tag": record(facets=[facet(kind="tag", tag="a" * 64)]),
    "a tag that is too long": record(facets=[facet(kind="tag", tag="a" * 65)]),
    "a mention of a handle": record(facets=[facet(kind="mention", did="reprise.test")]),
    "eight tags": record(tags=["a"] * 8),
    "nine tags": record(tags=["a"] * 9),
    "a fraction": record(size=1.5),
    "a field of its own": record(size=1),
    "nothing where an object is wanted": record(reply=None),
    "a reply without its root": record(reply={"parent": {"uri": f"at://{NOBODY}/{POST}/{RKEY}", "cid": GONE}}),
    "a reply to what is gone": record(
        reply={name: {"uri": f"at://{NOBODY}/{POST}/{RKEY}", "cid": GONE} for name in ("root", "parent")}
    ),
    "a reply to no record": record(reply={name: {"uri": "https://a.b", "cid": GONE} for name in ("root", "parent")}),
    "a reply without a cid": record(
        reply={name: {"uri": f"at://{NOBODY}/{POST}/{RKEY}", "cid": "x"} for name in ("root", "parent")}
    ),
    "an embed of no type": record(embed={"images": []}),
    "an embed of an unknown type": record(embed={"$type": "app.bsky.embed.sparkle"}),
    "a card": record(
        embed={
            "$type": "app.bsky.embed.external",
            "external": {"uri": "https://example.com", "title": "T", "description": ""},
        }
    ),
    "a card without a description": record(
        embed={"$type": "app.bsky.embed.external", "external": {"uri": "https://example.com", "title": "T"}}
    ),
    "a picture that was never uploaded": record(
        embed=images(
            {
                "alt": "",
                "image": {"$type": "blob", "ref": {"$link": NO_FILE}, "mimeType": "image/png", "size": 3},
            }
        )
    ),
    "a picture with a record's name": record(
        embed=images({"alt": "", "image": {"$type": "blob", "ref": {"$link": GONE}, "mimeType": "a/b", "size": 3}})
    ),
    "a picture by its address": record(embed=images({"alt": "", "image": "https://example.com/a.png"})),
}


def told(server: Server, answer: httpx.Response) -> Any:
    """An answer without what must differ: names of accounts, commits and moments."""
    if answer.status_code == 200:
        body = answer.json() if answer.content else {}
        return {name: value for name, value in body.items() if name in ("cid", "validationStatus", "value")}
    return answer.status_code, answer.json()["error"], answer.json()["message"].replace(server.did, "DID")


@pytest.mark.slow
@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("method", ["createRecord", "putRecord"])
def test_a_record_is_judged_alike(sandboxed: Server, on_real: Server, method: str, name: str) -> None:
    """Status, error, message and, for what is taken, the content identifier."""
    judged = [told(one, one.write(RECORDS[name], method, rkey=RKEY)) for one in (sandboxed, on_real)]
    assert judged[0] == judged[1]


@pytest.mark.slow
@pytest.mark.parametrize("rkey", ["3mabcdefghi2k", "hello", "self", ".", "he/llo", "zzzzzzzzzzzzz", ""])
def test_a_record_key_is_judged_alike(sandboxed: Server, on_real: Server, rkey: str) -> None:
    judged = [told(one, one.write(record(), "putRecord", rkey=rkey)) for one in (sandboxed, on_real)]
    assert judged[0] == judged[1]


REQUESTS: dict[str, Callable[[Server], httpx.Response]] = {
    "a session with a wrong password": lambda one: one.post(
        "com.atproto.server.createSession", {"identifier": one.handle, "password": "wrong"}, ""
    ),
    "a session of nobody": lambda one: one.post(
        "com.atproto.server.createSession", {"identifier": "nobody.test", "password": "wrong"}, ""
    ),
    "a session without a password": lambda one: one.post(
        "com.atproto.server.createSession", {"identifier": one.handle}, ""
    ),
    "no token": lambda one: one.post("com.atproto.repo.createRecord", {}, ""),
    "an unknown token": lambda one: one.post("com.atproto.repo.createRecord", {}, "x"),
    "a token of another kind": lambda one: one.post("com.atproto.server.refreshSession"),
    "another way to authorise": lambda one: one.post(
        "com.atproto.repo.createRecord", {}, headers={"Authorization": "Basic eDp5"}
    ),
    "nobody's repository": lambda one: one.post(
        "com.atproto.repo.createRecord", {"repo": NOBODY, "collection": POST, "record": record()}
    ),
    "no collection": lambda one: one.post("com.atproto.repo.createRecord", {"repo": one.did}),
    "no key to put": lambda one: one.write(record(), "putRecord"),
    "a form": lambda one: one.post("com.atproto.repo.createRecord", data={"a": "b"}),
    "a body of no kind": lambda one: one.post("com.atproto.repo.createRecord", content=b"{}"),
    "a field nobody knows": lambda one: one.write(record(), rkey=RKEY, colour="red"),
    "no validation": lambda one: one.write({"text": "Hello"}, rkey=RKEY, validate=False),
    "a collection nobody knows": lambda one: one.post(
        "com.atproto.repo.createRecord", {"repo": one.did, "collection": "com.example.thing", "record": {"a": 1}}
    ),
    "validation of what nobody knows": lambda one: one.post(
        "com.atproto.repo.createRecord",
        {"repo": one.did, "collection": "com.example.thing", "record": {"a": 1}, "validate": True},
    ),
    "a record that is not there": lambda one: one.get(
        "com.atproto.repo.getRecord", repo=one.did, collection=POST, rkey=RKEY
    ),
    "records of nobody": lambda one: one.get("com.atproto.repo.listRecords", repo=NOBODY, collection=POST),
    "deleting what is not there": lambda one: one.post(
        "com.atproto.repo.deleteRecord", {"repo": one.did, "collection": POST, "rkey": RKEY}
    ),
    "a handle of nobody": lambda one: one.get("com.atproto.identity.resolveHandle", handle="nobody.test"),
    "a blob without a kind": lambda one: one.post("com.atproto.repo.uploadBlob", content=b"x"),
    "a blob that is too large": lambda one: one.post(
        "com.atproto.repo.uploadBlob", content=os.urandom(6_000_000), headers={"Content-Type": "image/png"}
    ),
    "a service token that lasts too long": lambda one: one.get(
        "com.atproto.server.getServiceAuth", aud="did:web:a.test", lxm="com.atproto.repo.uploadBlob", exp=99_999_999_999
    ),
    "a service token of yesterday": lambda one: one.get(
        "com.atproto.server.getServiceAuth", aud="did:web:a.test", lxm="com.atproto.repo.uploadBlob", exp=5
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_is_judged_alike(sandboxed: Server, on_real: Server, name: str) -> None:
    judged = [told(one, REQUESTS[name](one)) for one in (sandboxed, on_real)]
    assert judged[0] == judged[1]


def test_the_same_record_put_again_changes_nothing(server: Server) -> None:
    first = server.write(record(), "putRecord", rkey=RKEY).json()
    again = server.write(record(), "putRecord", rkey=RKEY).json()
    assert (again["uri"], again["cid"]) == (first["uri"], first["cid"])
    assert "commit" in first and "commit" not in again
    assert len(server.get("com.atproto.repo.listRecords", repo=server.did, collection=POST).json()["records"]) == 1


def test_another_record_put_under_the_same_key_replaces_it(server: Server) -> None:
    first = server.write(record(), "putRecord", rkey=RKEY).json()
    second = server.write(record(text="Better"), "putRecord", rkey=RKEY).json()
    assert second["uri"] == first["uri"] and second["cid"] != first["cid"]
    read = server.get("com.atproto.repo.getRecord", repo=server.handle, collection=POST, rkey=RKEY).json()
    assert read["value"]["text"] == "Better" and read["cid"] == second["cid"]


def test_a_record_made_under_a_key_that_is_taken_is_a_server_error(server: Server) -> None:
    assert server.write(record(), rkey=RKEY).status_code == 200
    assert problem(server.write(record(), rkey=RKEY)) == (500, "InternalServerError", "Internal Server Error")


def test_swaps_are_compared(server: Server) -> None:
    was = server.write(record(), "putRecord", rkey=RKEY).json()["cid"]
    wrong = (400, "InvalidSwap", f"Record was at {was}")
    assert problem(server.write(record(text="x"), "putRecord", rkey=RKEY, swapRecord=None)) == wrong
    assert problem(server.write(record(text="x"), "putRecord", rkey=RKEY, swapRecord=GONE)) == wrong
    assert problem(server.write(record(text="x"), "putRecord", rkey=RKEY, swapCommit=GONE))[1] == "InvalidSwap"
    assert server.write(record(text="x"), "putRecord", rkey=RKEY, swapRecord=was).status_code == 200


def test_what_is_deleted_is_gone_and_can_be_deleted_again(server: Server) -> None:
    server.write(record(), "putRecord", rkey=RKEY)
    where = {"repo": server.did, "collection": POST, "rkey": RKEY}
    assert "commit" in server.post("com.atproto.repo.deleteRecord", where).json()
    assert server.post("com.atproto.repo.deleteRecord", where).status_code == 200
    assert problem(server.get("com.atproto.repo.getRecord", **where))[1] == "RecordNotFound"


def test_a_refresh_token_leads_to_the_same_next_one_twice(server: Server) -> None:
    body = {"identifier": server.handle, "password": server.password}
    first = server.post("com.atproto.server.createSession", body, "").json()
    once = server.post("com.atproto.server.refreshSession", token=first["refreshJwt"])
    twice = server.post("com.atproto.server.refreshSession", token=first["refreshJwt"])
    assert once.status_code == twice.status_code == 200
    for session in (once.json(), twice.json()):
        read = server.http.get(
            f"{server.prefix}/xrpc/com.atproto.server.getSession",
            headers={"Authorization": f"Bearer {session['accessJwt']}"},
        )
        assert read.json()["did"] == server.did


def test_a_blob_is_named_by_its_content_and_called_what_it_is(server: Server) -> None:
    blob = server.upload(picture("PNG", 40, 30), mime="image/jpeg")
    assert blob["mimeType"] == "image/png" and blob["size"] == len(picture("PNG", 40, 30))
    assert re.fullmatch(r"bafkrei[a-z2-7]{52}", blob["ref"]["$link"])
    cid = blob["ref"]["$link"]
    server.write(record(embed=images({"image": blob, "alt": "A teal field"})), "putRecord", rkey=RKEY)
    assert server.get("com.atproto.sync.getBlob", did=server.did, cid=cid).content == picture("PNG", 40, 30)


def test_pictures_need_an_alternative_text_and_are_four_at_most(server: Server) -> None:
    blob = server.upload(picture("PNG", 40, 30))
    no_alt = problem(server.write(record(embed=images({"image": blob})), rkey=RKEY))
    assert no_alt[0] == 400 and 'Missing required key "alt" at $.record.embed.images[0]' in no_alt[2]
    five = problem(server.write(record(embed=images(*[{"image": blob, "alt": ""}] * 5)), rkey=RKEY))
    assert five[0] == 400 and "array too big (maximum 4, got 5) at $.record.embed.images" in five[2]
    text = {**blob, "mimeType": "text/plain"}
    not_a_picture = problem(server.write(record(embed=images({"image": text, "alt": ""})), rkey=RKEY))
    assert 'Expected "image/*" (got "text/plain")' in not_a_picture[2]


def test_a_picture_that_is_too_large_is_uploaded_and_refused_in_the_record(server: Server) -> None:
    blob = server.upload(os.urandom(2_000_001))
    large = problem(server.write(record(embed=images({"image": blob, "alt": ""})), rkey=RKEY))
    assert large[0] == 400 and "blob too big" in large[2]


def test_a_post_with_a_link_a_picture_and_its_text_is_kept_as_it_was_sent(server: Server) -> None:
    text = "Größer \U0001f389 читать: example.com"
    start = len(text.encode()) - len(b"example.com")
    sent = record(
        text=text,
        langs=["de"],
        facets=[facet(start, start + 11, uri="https://example.com/artikel?utm_content=p1")],
        embed=images(
            {
                "image": server.upload(picture("PNG", 40, 30)),
                "alt": "Ein türkises Feld",
                "aspectRatio": {"width": 4, "height": 3},
            }
        ),
    )
    made = server.write(sent, "putRecord", rkey=RKEY).json()
    assert made["uri"] == f"at://{server.did}/{POST}/{RKEY}" and made["validationStatus"] == "valid"
    read = server.get("com.atproto.repo.getRecord", repo=server.did, collection=POST, rkey=RKEY).json()
    assert read["value"] == sent and read["cid"] == made["cid"]
    reply = {name: {"uri": made["uri"], "cid": made["cid"]} for name in ("root", "parent")}
    second = server.write(record(text="2/2", reply=reply), "putRecord", rkey="3mabcdefghi3k")
    assert second.status_code == 200
    listed = server.get("com.atproto.repo.listRecords", repo=server.did, collection=POST, limit=1).json()
    assert [row["value"]["text"] for row in listed["records"]] == ["2/2"]
    older = server.get(
        "com.atproto.repo.listRecords", repo=server.did, collection=POST, limit=1, cursor=listed["cursor"]
    )
    assert [row["value"]["text"] for row in older.json()["records"]] == [text]
