"""The sandbox's Mastodon keeps to the API's OpenAPI document, in what it answers and in what the tests send it.

The document is made from Mastodon's own documentation by others; see `tests/contracts/specs.py` for where it is found.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from tests.contracts.openapi import OpenApi
from tests.contracts.recording import Recorder, served
from tests.contracts.specs import spec
from tests.sandbox.played import film, picture, playing

FLAWS = {
    r"header\.Idempotency-Key: .* is not of type 'object'": "the document takes the prose 'String' for an object",
    r"body: .* is valid under each of": "a status with words and media is one with words, and one with media as well",
}
"""Problems that are the document's own, each with what is wrong there."""


def judge(prefix: str = "/mastodon") -> OpenApi:
    """Mastodon's document, for the traffic of a server at `prefix`."""
    return OpenApi(spec("mastodon-openapi.json"), prefix=prefix, flaws=FLAWS)


def test_the_sandbox_keeps_to_the_document(tmp_path: Path) -> None:
    document = judge()
    with playing(tmp_path, "mastodon") as played, served(recorder := Recorder(played.http.app)) as url:
        headers = {"Authorization": "Bearer sandbox-mastodon"}
        with httpx.Client(base_url=f"{url}/mastodon/api", headers=headers, trust_env=False) as http:
            _use(http)
    assert document.problems(*recorder.exchanges) == []
    assert len(document.operations(recorder.exchanges)) == 12


def _use(http: httpx.Client) -> None:
    """Every endpoint, with what it answers to good and to bad."""

    def post(**body: Any) -> httpx.Response:
        return http.post("/v1/statuses", json=body, headers={"Idempotency-Key": "k" + str(body)})

    http.get("/v2/instance")
    me = http.get("/v1/accounts/verify_credentials").json()["id"]
    http.get(f"/v1/accounts/{me}")
    image = http.post("/v2/media", files={"file": ("a.png", picture("PNG", 40, 30))}, data={"focus": "0,0"}).json()
    http.put(f"/v1/media/{image['id']}", files={"focus": (None, "0.1,0.1")})
    video = http.post("/v2/media", files={"file": ("a.mp4", film(seconds=0.5))}).json()
    for _ in range(2):
        http.get(f"/v1/media/{video['id']}")
    made = post(status="Hello https://example.com #one", media_ids=[image["id"]], language="en").json()
    reply = post(status="Film", media_ids=[video["id"]], in_reply_to_id=made["id"], sensitive=True).json()
    http.get(f"/v1/statuses/{made['id']}")
    http.get("/v1/statuses", params={"id[]": [made["id"], reply["id"]]})
    http.get(f"/v1/statuses/{made['id']}/context")
    http.get(f"/v1/accounts/{me}/statuses", params={"limit": 1, "exclude_replies": "true", "min_id": "1"})
    http.delete(f"/v1/statuses/{reply['id']}")
    for bad in (post(status=""), http.get("/v1/statuses/7"), http.get("/v1/media/7"), http.post("/v2/media")):
        assert bad.status_code in (404, 422)
    assert http.get("/v1/media/7", headers={"Authorization": "Bearer x"}).status_code == 401
