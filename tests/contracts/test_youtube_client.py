"""YouTube's client held against Google's discovery documents: every request that it sends, and the answers to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from reprise.media import MediaStore
from resources.platforms.access import Access
from resources.platforms.edge import Edge
from resources.platforms.youtube import YouTubeClient
from tests.contracts.discovery import Discovery
from tests.contracts.recording import Exchange, Recorder, served
from tests.resources.platforms.progress import Handles, Killed
from tests.sandbox.played import Played, playing
from tests.sandbox_material import make_film, make_picture, outgoing

LINK = "https://example.org/a?utm_content=p0123456789ab"


class Stage:
    """A client, and everything that it and the sandbox have said to each other."""

    def __init__(self, played: Played, recorder: Recorder, url: str, folder: Path) -> None:
        self.played = played
        self.recorder = recorder
        self.media = MediaStore(folder)
        access = Access("sandbox-youtube", remote_id="UCsandbox", base_urls={"": f"{url}/youtube"})
        self.client = YouTubeClient(access, Edge(clock=played.clock, wait=lambda seconds: None))
        self._data, self._analytics = Discovery.of("youtube.v3"), Discovery.of("youtubeAnalytics.v2")

    def judge(self) -> dict[str, list[str]]:
        """What is wrong, by method; every method that was called is there."""
        found: dict[str, list[str]] = {}
        for exchange in self.recorder.exchanges:
            api = self._analytics if "/v2/reports" in exchange.path else self._data
            called = "POST" if "upload_id" in dict(exchange.query) else exchange.method
            method = api.method_of(called, exchange.path)
            assert method, str(exchange)
            faults = found.setdefault(method, [])
            url = f"{exchange.path}?{urlencode(exchange.query)}"
            faults += api.request_faults(exchange.method, url, described(exchange), method=method)
            if 200 <= exchange.status < 300 and exchange.response_body:
                faults += api.response_faults(method, exchange.json())
        return found


def described(exchange: Exchange) -> Any:
    """The JSON that a request brings, alone or before a file."""
    if exchange.request_type == "multipart/related":
        return json.loads(exchange.parts()[0].data)
    return json.loads(exchange.request_body) if exchange.request_type == "application/json" else None


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with playing(tmp_path, "youtube") as played:
        recorder = Recorder(played.http.app)
        with served(recorder) as url:
            made = Stage(played, recorder, url, tmp_path / "media")
            yield made
            made.client.close()


def test_every_request_of_the_client_is_one_that_google_describes(stage: Stage) -> None:
    media, client = stage.media, stage.client
    captions = media.put(b"1\n00:00:00,000 --> 00:00:01,000\nHello\n", ".srt", kind="captions")
    cover = make_picture(media, size=(1280, 720), suffix=".jpg")
    film = make_film(media, size=(360, 640)).model_copy(update={"subtitles": captions, "cover": cover})
    post = outgoing(
        f"Read it: {LINK}", platform="youtube", type="video", title="Fields", video=film, first_comment="More",
        hashtags=("fields", "autumn light"),
    )  # fmt: skip
    broken = Handles(die_before="sending")
    with pytest.raises(Killed):
        client.publish(post, media, broken)
    published = client.publish(post, media, Handles(broken))
    assert published.problems == ()
    client.look(post, broken, stage.played.clock.now())
    client.look(post, {}, stage.played.clock.now())
    client.whoami()
    stage.played.clock.advance(timedelta(days=6))
    assert client.metrics(published.remote_ids)[0].watch_seconds
    client.delete(published.remote_ids)
    found = stage.judge()
    assert {method: faults for method, faults in found.items() if faults} == {}
    assert set(found) == {
        "youtube.videos.insert", "youtube.videos.list", "youtube.videos.delete", "youtube.captions.insert",
        "youtube.thumbnails.set", "youtube.commentThreads.insert", "youtube.channels.list",
        "youtube.playlistItems.list", "youtubeAnalytics.reports.query",
    }  # fmt: skip


def test_a_session_is_fed_as_resumable_uploads_are_described(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces follow each other without gaps, in multiples of 256 KiB, and say how long the whole is."""
    monkeypatch.setattr("resources.platforms.youtube_upload.PIECE", 512 << 10)
    film = make_film(stage.media, size=(360, 640), padding=1_200_000)
    post = outgoing("Read it", platform="youtube", type="video", title="Fields", video=film)
    stage.client.publish(post, stage.media, Handles())
    started, *fed = stage.recorder.exchanges
    total = film.media.bytes
    assert started.request_headers["x-upload-content-length"] == str(total)
    assert started.request_headers["x-upload-content-type"] == "video/mp4"
    position = 0
    for exchange in fed:
        length = int(exchange.request_headers["content-length"])
        assert exchange.request_headers["content-range"] == f"bytes {position}-{position + length - 1}/{total}"
        position += length
        assert position == total or length % (256 << 10) == 0
    assert position == total and [exchange.status for exchange in fed] == [308, 308, 201]
