"""Everything that X's client says, and is told, keeps to X's OpenAPI document: by our own judge, and by Prism, which
stands between the two as a proxy and lets nothing pass that is against it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from reprise.media import MediaStore
from reprise.windows.failures import PlatformError
from resources.platforms.access import Access
from resources.platforms.edge import Edge
from resources.platforms.x import XClient
from tests.contracts import prism
from tests.contracts.recording import Recorder, served
from tests.contracts.specs import spec_path
from tests.contracts.test_x import judge
from tests.resources.platforms.progress import Handles
from tests.sandbox.played import Played, playing
from tests.sandbox_material import make_film, make_picture, outgoing

LINK = "https://example.org/a?utm_source=x&utm_content=p0123456789ab"
USED = {
    "GET /2/users/me",
    "GET /2/users/{id}/tweets",
    "GET /2/tweets",
    "POST /2/tweets",
    "DELETE /2/tweets/{id}",
    "POST /2/media/upload",
    "GET /2/media/upload",
    "POST /2/media/metadata",
    "POST /2/media/upload/initialize",
    "POST /2/media/upload/{id}/append",
    "POST /2/media/upload/{id}/finalize",
    "POST /2/media/subtitles",
}


def client(played: Played, url: str) -> XClient:
    access = Access("sandbox-x", handle="reprise_demo", base_urls={"": url})
    return XClient(access, Edge(clock=played.clock, wait=lambda seconds: None, timeout=30))


def use(poster: XClient, played: Played, media: MediaStore) -> None:
    """Everything that the client can do."""
    began, pictures = played.clock.now(), tuple(make_picture(media, f"Field {n}", (160 + n, 90)) for n in range(2))
    thread = outgoing("One", f"Two {LINK}", pictures=pictures, first_comment="And more")
    ids = poster.publish(thread, media, Handles()).remote_ids
    track = media.put(b"1\n00:00:00,000 --> 00:00:01,000\nHello\n", ".srt", kind="captions")
    film = make_film(media).model_copy(update={"subtitles": track})
    poster.publish(outgoing("A film", video=film), media, Handles())
    assert poster.look(thread, {}, began).remote_ids == ids
    assert [reading.problem is None for reading in poster.metrics([*ids, "123"])] == [True, True, False]
    assert poster.whoami().handle == "reprise_demo"
    poster.delete(ids)


class FilesGoAround(httpx.BaseTransport):
    """Forms with files go straight to the server: Prism reads bodies as text, which spoils a picture. They are judged
    by our own judge alone."""

    def __init__(self, inner: httpx.BaseTransport, proxy: str, upstream: str) -> None:
        self._inner = inner
        self._proxy = proxy
        self._upstream = upstream

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.headers.get("content-type", "").startswith("multipart/"):
            request.url = httpx.URL(str(request.url).replace(self._proxy, self._upstream))
            request.headers["Host"] = request.url.netloc.decode()
        return self._inner.handle_request(request)


@pytest.fixture
def media(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "media")


def test_the_client_keeps_to_the_document(tmp_path: Path, media: MediaStore) -> None:
    document = judge()
    with playing(tmp_path, "x") as played, served(recorder := Recorder(played.http.app)) as url:
        use(client(played, f"{url}/x"), played, media)
    assert document.problems(*recorder.exchanges) == []
    assert document.operations(recorder.exchanges) == USED


@pytest.mark.slow
def test_prism_lets_everything_pass_that_the_client_and_the_sandbox_say(tmp_path: Path, media: MediaStore) -> None:
    document = spec_path("x-openapi.json")
    if reason := prism.missing():
        pytest.skip(reason)
    with (
        playing(tmp_path, "x") as played,
        served(recorder := Recorder(played.http.app)) as url,
        prism.Prism(document, f"{url}/x") as proxy,
    ):
        poster = client(played, proxy.url)
        http = poster._api._http
        http._transport = FilesGoAround(http._transport, proxy.url, f"{url}/x")
        use(poster, played, media)
        assert len(recorder.exchanges) > len(USED)
        _it_judges_both_sides(played, poster, proxy.url, recorder, media)


def _it_judges_both_sides(played: Played, poster: XClient, url: str, recorder: Recorder, media: MediaStore) -> None:
    """What is wrong does not pass: a request goes no further, an answer becomes an error that says what is wrong."""
    before = len(recorder.exchanges)
    bad: dict[str, Any] = {"text": 7, "colour": "red"}
    answer = httpx.post(f"{url}/2/tweets", json=bad, headers={"Authorization": "Bearer sandbox-x"}, trust_env=False)
    assert answer.status_code == 422 and len(recorder.exchanges) == before
    played.desk("faults", {"route": "POST /2/tweets", "kind": "garbage_after"})
    with pytest.raises(PlatformError, match="not valid") as caught:
        poster.publish(outgoing("Garbage"), media, Handles())
    assert caught.value.kind == "unknown_outcome"
