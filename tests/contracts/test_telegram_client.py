"""Everything that Telegram's client says, and is told, keeps to the Bot API's description."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from reprise.media import MediaStore
from resources.platforms.access import Access
from resources.platforms.edge import Edge
from resources.platforms.telegram import TelegramClient
from sandbox.telegram import FIRST, FIRST_TOKEN
from tests.contracts.recording import Recorder, served
from tests.contracts.test_telegram import judge
from tests.resources.platforms.progress import Handles
from tests.sandbox.played import Played, playing
from tests.sandbox_material import make_film, make_picture, outgoing

LINK = "https://example.org/a?utm_source=telegram&utm_content=p0123456789ab"
USED = {"sendMessage", "sendPhoto", "sendMediaGroup", "sendVideo", "deleteMessage", "getMe", "getChat"}


def test_the_client_keeps_to_the_description(tmp_path: Path) -> None:
    document = judge()
    with playing(tmp_path, "telegram") as played, served(recorder := Recorder(played.http.app)) as url:
        _use(played, f"{url}/telegram", MediaStore(tmp_path / "media"))
    assert document.problems(*recorder.exchanges) == []
    assert {one.path.rsplit("/", 1)[1] for one in recorder.exchanges} == USED
    assert [one.status for one in recorder.exchanges].count(400) == 1  # what is gone is deleted again


def _use(played: Played, url: str, media: MediaStore) -> None:
    access = Access(FIRST_TOKEN, remote_id=FIRST, handle="reprise_demo", base_urls={"": url})
    client = TelegramClient(access, Edge(clock=played.clock, timeout=20))
    pictures = tuple(make_picture(media, f"Field {n}", (160 + n, 90)) for n in range(3))
    film = make_film(media, seconds=2.0).model_copy(update={"cover": pictures[0]})
    posts = [
        outgoing(f"A link {LINK}", "And an answer", link=LINK, platform="telegram"),
        outgoing("No link", platform="telegram"),
        outgoing("A picture", pictures=pictures[:1], platform="telegram"),
        outgoing("An album", pictures=pictures, platform="telegram"),
        outgoing("A film", video=film, platform="telegram"),
    ]
    ids = []
    for post in posts:
        played.clock.advance(timedelta(minutes=2))
        ids += client.publish(post, media, Handles()).remote_ids
    client.whoami()
    client.delete(ids)
    client.delete(ids[:1])
    client.close()
