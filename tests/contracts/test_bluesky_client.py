"""Bluesky's client against a real server: what it posts is read back, once, whatever became of the answers; and what
it writes keeps to the official lexicons.

The real server is described in `tests/contracts/pds.py`, the lexicons in `tests/contracts/specs.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from reprise.clock import SystemClock
from reprise.media import MediaStore
from reprise.windows.failures import PlatformError
from resources.platforms import bluesky
from resources.platforms.access import Access
from resources.platforms.bluesky import PUT, BlueskyClient
from resources.platforms.edge import Edge
from sandbox.bluesky.lexicon import Lexicon
from sandbox.bluesky.schemas import POST, SCHEMAS
from tests.contracts import pds
from tests.contracts.test_bluesky_lexicons import official
from tests.resources.platforms.progress import Handles, Killed
from tests.sandbox_material import make_picture, outgoing

LINK = "https://example.org/статья?utm_source=bluesky&utm_content=p0123456789ab"
TEXT = f"Größer \U0001f389 читать:\n{LINK}\n#Äpfel"


@pytest.fixture(scope="module")
def real() -> Iterator[pds.Pds]:
    if reason := pds.missing():
        pytest.skip(reason)
    with pds.Pds() as server:
        yield server


class LosesAnswers(httpx.BaseTransport):
    """The network's fault, made to order: a request arrives and is carried out, its answer is lost."""

    def __init__(self, inner: httpx.BaseTransport, path: str, times: int) -> None:
        self._inner = inner
        self._path = path
        self._times = times

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._inner.handle_request(request)
        if request.url.path == self._path and self._times > 0:
            self._times -= 1
            response.read()
            raise httpx.ReadError("connection reset by peer", request=request)
        return response


@dataclass
class Author:
    """A fresh account of the real server."""

    url: str
    account: pds.Account

    def client(self, *, losing: int = 0) -> BlueskyClient:
        access = Access(
            self.account.access, remote_id=self.account.did, handle=self.account.handle, base_urls={"": self.url}
        )
        client = BlueskyClient(access, Edge(clock=SystemClock(), wait=lambda seconds: None, timeout=30))
        if losing:
            http = client._api._http
            http._transport = LosesAnswers(http._transport, PUT, losing)
        return client

    def ask(self, method: str, **params: Any) -> httpx.Response:
        return httpx.get(f"{self.url}/xrpc/{method}", params=params, trust_env=False, timeout=30)

    def records(self) -> list[dict[str, Any]]:
        """What is in the repository, oldest first."""
        where = {"repo": self.account.did, "collection": POST, "limit": 100}
        rows: list[dict[str, Any]] = self.ask("com.atproto.repo.listRecords", **where).json()["records"]
        return rows[::-1]

    def texts(self) -> list[str]:
        return [row["value"]["text"] for row in self.records()]


@pytest.fixture
def me(real: pds.Pds) -> Author:
    return Author(real.url, real.new_account())


@pytest.fixture
def media(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "media")


def post(*texts: str, **more: Any) -> Any:
    return outgoing(*texts, **{"platform": "bluesky", **more})


@pytest.mark.slow
def test_a_post_with_a_link_and_pictures_is_read_back_as_it_was_meant(me: Author, media: MediaStore) -> None:
    pictures = (make_picture(media, "Ein blaues Feld"), make_picture(media, "Another", (90, 160), ".jpg"))
    published = me.client().publish(post(TEXT, link=LINK, pictures=pictures, language="de"), media, Handles())
    (row,) = me.records()
    assert published.remote_ids == (row["uri"],)
    value = row["value"]
    assert (value["text"], value["langs"]) == (TEXT, ["de"])
    shown = {
        TEXT.encode()[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode(): one["features"][0]
        for one in value["facets"]
    }
    assert shown[LINK]["uri"] == LINK and shown["#Äpfel"]["tag"] == "Äpfel"
    images = value["embed"]["images"]
    assert [image["alt"] for image in images] == ["Ein blaues Feld", "Another"]
    assert images[1]["aspectRatio"] == {"width": 90, "height": 160}
    for image, picture in zip(images, pictures, strict=True):
        where = {"did": me.account.did, "cid": image["image"]["ref"]["$link"]}
        assert me.ask("com.atproto.sync.getBlob", **where).content == media.path(picture.media).read_bytes()


@pytest.mark.slow
def test_a_link_without_a_picture_has_its_card_and_a_thread_answers_itself(me: Author, media: MediaStore) -> None:
    thread = post("One", "Two", f"Three {LINK}", link=LINK, title="A title", first_comment="And more")
    published = me.client().publish(thread, media, Handles())
    assert published.problems == ()
    first, second, third, comment = me.records()
    assert third["value"]["embed"]["external"] == {"uri": LINK, "title": "A title", "description": ""}
    replies = [row["value"]["reply"] for row in (second, third, comment)]
    assert {reply["root"]["uri"] for reply in replies} == {first["uri"]}
    parents = [(reply["parent"]["uri"], reply["parent"]["cid"]) for reply in replies]
    assert parents == [(row["uri"], row["cid"]) for row in (first, second, third)]


@pytest.mark.slow
@pytest.mark.parametrize("losing", [1, 2])
def test_a_lost_answer_makes_no_second_record(losing: int, me: Author, media: MediaStore) -> None:
    handles, wanted = Handles(), post(f"Hello {LINK}", pictures=(make_picture(media),))
    if losing == 1:
        me.client(losing=1).publish(wanted, media, handles)
    else:
        with pytest.raises(PlatformError) as caught:
            me.client(losing=2).publish(wanted, media, handles)
        assert caught.value.kind == "unknown_outcome"
    look = me.client().look(wanted, handles, SystemClock().now())
    assert (look.verdict, list(look.remote_ids)) == ("published", [me.records()[0]["uri"]])
    me.client().publish(wanted, media, Handles({k: v for k, v in handles.items() if k != "posts"}))
    assert len(me.records()) == 1


@pytest.mark.slow
@pytest.mark.parametrize("die", [{"die_before": "sending"}, {"die_before": "posts"}])
@pytest.mark.parametrize("nth", [1, 2])
def test_a_process_killed_around_a_request_leaves_a_thread_that_is_finished_once(
    die: dict[str, str], nth: int, me: Author, media: MediaStore
) -> None:
    wanted, broken = post("One", "Two"), Handles(nth=nth, **die)
    with pytest.raises(Killed):
        me.client().publish(wanted, media, broken)
    look = me.client().look(wanted, broken, SystemClock().now())
    assert look.verdict == ("published" if die == {"die_before": "posts"} and nth == 2 else "continue")
    me.client().publish(wanted, media, Handles({**broken, **look.handles}))
    assert me.texts() == ["One", "Two"]


@pytest.mark.slow
def test_the_limits_are_the_servers(me: Author, media: MediaStore, monkeypatch: pytest.MonkeyPatch) -> None:
    me.client().publish(post("é" * 300), media, Handles())
    monkeypatch.setattr(bluesky, "GRAPHEMES", 400)
    with pytest.raises(PlatformError, match="grapheme too big") as caught:
        me.client().publish(post("é" * 301), media, Handles())
    assert (caught.value.kind, caught.value.reach) == ("validation", "post")
    large = make_picture(media)
    with media.path(large.media).open("ab") as file:  # a picture with so much behind it
        file.truncate(2_000_001)
    with pytest.raises(PlatformError, match="too big") as caught:
        me.client().publish(post("A large picture", pictures=(large,)), media, Handles())
    assert caught.value.kind == "validation"
    assert me.texts() == ["é" * 300]


@pytest.mark.slow
def test_a_session_that_is_no_good_is_an_auth_failure_that_shows_no_token(me: Author, media: MediaStore) -> None:
    client = BlueskyClient(Access(me.account.access + "x", remote_id=me.account.did, base_urls={"": me.url}), Edge())
    with pytest.raises(PlatformError) as caught:
        client.publish(post("Hello"), media, Handles())
    assert caught.value.kind == "auth" and me.account.access not in f"{caught.value!r}{caught.value}"


@pytest.mark.slow
def test_deleting_and_asking_whose_account_it_is(me: Author, media: MediaStore) -> None:
    ids = me.client().publish(post("One", "Two"), media, Handles()).remote_ids
    me.client().delete(ids)
    me.client().delete(ids)
    assert me.records() == []
    who = me.client().whoami()
    assert (who.remote_id, who.handle) == (me.account.did, me.account.handle)


def test_records_keep_to_the_official_lexicons(tmp_path: Path) -> None:
    lexicon = Lexicon({name: official(name) for name in SCHEMAS})
    from tests.resources.platforms.place import days, place, running
    from tests.resources.platforms.test_bluesky import client, film, record

    with running(tmp_path, "bluesky") as process, place(process, "bluesky", tmp_path / "m", next(days())) as here:
        picture = make_picture(here.media)
        thread = here.outgoing("One #tag", f"Two {LINK}", link=LINK, pictures=(picture,), first_comment="More")
        client(here).publish(thread, here.media, Handles())
        client(here).publish(here.outgoing("A film", video=film(here)), here.media, Handles())
        found = [record(here, number) for number in range(len(here.posts()))]
    assert len(found) == 4
    for one in found:
        lexicon.check_record(POST, one, "$")
