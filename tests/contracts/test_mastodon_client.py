"""Everything that Mastodon's client says, and is told, keeps to the API's OpenAPI document."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from reprise.media import MediaStore
from resources.platforms.access import Access
from resources.platforms.edge import Edge
from resources.platforms.mastodon import MastodonClient
from sandbox.mastodon import FIRST
from tests.contracts.recording import Recorder, served
from tests.contracts.test_mastodon import judge
from tests.resources.platforms.progress import Handles
from tests.sandbox.played import Played, playing
from tests.sandbox_material import make_film, make_picture, outgoing

LINK = "https://example.org/a?utm_source=mastodon&utm_content=p0123456789ab"
USED = {
    "GET /api/v2/instance",
    "POST /api/v2/media",
    "GET /api/v1/media/{id}",
    "POST /api/v1/statuses",
    "GET /api/v1/statuses",
    "DELETE /api/v1/statuses/{id}",
    "GET /api/v1/accounts/{id}/statuses",
    "GET /api/v1/accounts/verify_credentials",
}


def test_the_client_keeps_to_the_document(tmp_path: Path) -> None:
    document = judge()
    with playing(tmp_path, "mastodon") as played, served(recorder := Recorder(played.http.app)) as url:
        _use(played, f"{url}/mastodon", MediaStore(tmp_path / "media"))
    assert document.problems(*recorder.exchanges) == []
    assert {one.status for one in recorder.exchanges} <= {200, 202, 206}
    assert document.operations(recorder.exchanges) == USED


def _use(played: Played, url: str, media: MediaStore) -> None:
    access = Access("sandbox-mastodon", remote_id=FIRST, handle="reprise@a.example", base_urls={"": url})
    client = MastodonClient(access, Edge(clock=played.clock, wait=lambda seconds: None, timeout=20))
    facts = {"platform": "mastodon", "language": "de-AT"}
    pictures = (make_picture(media, "A field"), make_picture(media, "Another", (90, 160)))
    thread = outgoing("One", f"Two {LINK}", pictures=pictures, first_comment="And more", **facts)
    handles = Handles()
    ids = client.publish(thread, media, handles).remote_ids
    film = make_film(media).model_copy(update={"cover": make_picture(media, "The cover", suffix=".jpg")})
    client.publish(outgoing(f"A film {LINK}", video=film, link=LINK, **facts), media, Handles())
    began = played.clock.now()
    played.clock.advance(timedelta(hours=2))
    assert client.look(thread, {"keys": handles["keys"]}, began).remote_ids == ids
    client.metrics([*ids, "123"])
    client.whoami()
    client.delete(ids)
    client.close()
