"""The sandbox's X keeps to X's own OpenAPI document; see `tests/contracts/specs.py` for where it is found."""

from __future__ import annotations

import base64
from pathlib import Path

import httpx

from tests.contracts.openapi import OpenApi
from tests.contracts.recording import Recorder, served
from tests.contracts.specs import spec
from tests.sandbox.played import film, picture, playing

FLAWS = {
    r"answer\.type: 'about:blank' is not one of": "the document knows only problems with an address of their own; "
    "what is refused before a resource is looked at has none",
}


def judge(prefix: str = "/x") -> OpenApi:
    """X's document, for the traffic of a server at `prefix`."""
    return OpenApi(spec("x-openapi.json"), prefix=prefix, flaws=FLAWS)


def test_the_sandbox_keeps_to_the_document(tmp_path: Path) -> None:
    document = judge()
    with playing(tmp_path, "x") as played, served(recorder := Recorder(played.http.app)) as url:
        headers = {"Authorization": "Bearer sandbox-x"}
        with httpx.Client(base_url=f"{url}/x/2", headers=headers, trust_env=False) as http:
            _use(http)
    assert document.problems(*recorder.exchanges) == []
    assert len(document.operations(recorder.exchanges)) == 11


def _use(http: httpx.Client) -> None:
    me = http.get("/users/me").json()["data"]["id"]
    first = http.post("/tweets", json={"text": "Hello https://example.com"}).json()["data"]["id"]
    http.post("/tweets", json={"text": "Two", "reply": {"in_reply_to_tweet_id": first}})
    fields = "created_at,public_metrics,non_public_metrics"
    http.get("/tweets", params={"ids": f"{first},123", "post.fields": fields})
    http.get(f"/users/{me}/tweets", params={"max_results": 5, "post.fields": "created_at"})
    data = base64.b64encode(picture("PNG", 40, 30)).decode()
    image = http.post("/media/upload", json={"media": data, "media_category": "tweet_image"}).json()["data"]["id"]
    http.post("/media/metadata", json={"id": image, "metadata": {"alt_text": {"text": "A teal field"}}})
    whole = film(seconds=1.0)
    body = {"media_type": "video/mp4", "total_bytes": len(whole), "media_category": "tweet_video"}
    video = http.post("/media/upload/initialize", json=body).json()["data"]["id"]
    http.post(f"/media/upload/{video}/append", data={"segment_index": "0"}, files={"media": ("a", whole)})
    http.post(f"/media/upload/{video}/finalize")
    for _ in range(3):
        http.get("/media/upload", params={"media_id": video, "command": "STATUS"})
    assert http.post("/tweets", json={"text": "Film", "media": {"media_ids": [video]}}).status_code == 201
    http.delete(f"/tweets/{first}")
    assert http.post("/tweets", json={"text": "x" * 300}).status_code == 400
    assert http.get("/users/me", headers={"Authorization": "Bearer x"}).status_code == 401
