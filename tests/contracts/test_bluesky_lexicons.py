"""The sandbox's lexicons are the official ones, where it has them; and its answers keep to the official shapes.

The lexicons are looked for as `atproto-lexicons/`: see `tests/contracts/specs.py`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.bluesky import FIRST
from sandbox.bluesky.api import METHODS
from sandbox.bluesky.lexicon import Lexicon
from sandbox.bluesky.schemas import INPUTS, PARAMETERS, POST, SCHEMAS
from tests.contracts.specs import spec_path
from tests.sandbox.played import film, picture, playing

NOT_RULES = ("description", "knownValues", "default", "errors", "deprecated")


def official(name: str) -> dict[str, Any]:
    """The definitions of a lexicon."""
    path = spec_path("atproto-lexicons") / Path(*name.split(".")).with_suffix(".json")
    defs: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["defs"]
    return defs


def rules(schema: Any) -> Any:
    """A schema without what decides nothing."""
    if isinstance(schema, list):
        return [rules(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: rules(inner) for name, inner in schema.items() if name not in NOT_RULES or isinstance(inner, dict)}
    if "required" in kept:
        kept["required"] = sorted(kept["required"])
    if "refs" in kept:
        kept["refs"] = sorted(kept["refs"])
    return kept


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_lexicon_is_the_official_one(name: str) -> None:
    published = official(name)
    for part, schema in SCHEMAS[name].items():
        assert rules(schema) == rules(published[part]), part


@pytest.mark.parametrize("name", INPUTS)
def test_what_a_procedure_takes_is_official(name: str) -> None:
    assert rules(INPUTS[name]) == rules(official(name)["main"]["input"]["schema"])


@pytest.mark.parametrize("name", PARAMETERS)
def test_what_a_query_takes_is_official(name: str) -> None:
    published = rules(official(name)["main"]["parameters"])
    assert {**rules(PARAMETERS[name]), "type": "params"} == published


@pytest.mark.parametrize("name", METHODS)
def test_a_method_is_of_the_official_kind(name: str) -> None:
    kind = official(name)["main"]["type"]
    assert METHODS[name].verb == {"query": "GET", "procedure": "POST"}[kind]


def test_answers_keep_to_the_official_shapes(tmp_path: Path) -> None:
    """Every method is called once, and its answer held against its lexicon."""
    answers: dict[str, Any] = {}
    with playing(tmp_path, "bluesky") as played:
        session: dict[str, Any] = {}

        def call(method: str, body: Any = None, token: str | None = None, **more: Any) -> Any:
            bearer = token or session.get("accessJwt")
            headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
            headers |= more.pop("headers", {})
            verb = METHODS[method].verb
            address = f"/bluesky/xrpc/{method}"
            answer = played.http.request(verb, address, json=body, headers=headers, **more)
            assert answer.status_code == 200, answer.text
            if "json" in answer.headers.get("content-type", ""):
                answers[method] = answer.json()
            return answer.json() if method in answers else None

        call("com.atproto.server.describeServer")
        session |= call(
            "com.atproto.server.createSession", {"identifier": "reprise.test", "password": "sandbox-bluesky"}
        )
        session |= call("com.atproto.server.refreshSession", token=session["refreshJwt"])
        call("com.atproto.server.getSession")
        call("com.atproto.identity.resolveHandle", params={"handle": "reprise.test"})
        png = {"Content-Type": "image/png"}
        blob = call("com.atproto.repo.uploadBlob", content=picture("PNG", 40, 30), headers=png)["blob"]
        aud = {"aud": "did:web:127.0.0.1", "lxm": "com.atproto.repo.uploadBlob"}
        token = call("com.atproto.server.getServiceAuth", params=aud)["token"]
        played.desk("orders", {"upload": "wrapped"})
        sent = {"params": {"did": FIRST, "name": "a.mp4"}, "headers": {"Content-Type": "video/mp4"}}
        job = call("app.bsky.video.uploadVideo", token=token, content=film(seconds=0.2), **sent)["jobStatus"]["jobId"]
        for _ in range(2):
            call("app.bsky.video.getJobStatus", params={"jobId": job})
        limits = {"aud": "did:web:video.bsky.app", "lxm": "app.bsky.video.getUploadLimits"}
        token = call("com.atproto.server.getServiceAuth", params=limits)["token"]
        call("app.bsky.video.getUploadLimits", token=token)
        embed = {"$type": "app.bsky.embed.images", "images": [{"image": blob, "alt": "A"}]}
        record = {"text": "Hello", "createdAt": "2026-11-10T12:00:00Z", "embed": embed}
        where = {"repo": FIRST, "collection": POST}
        made = call("com.atproto.repo.createRecord", {**where, "record": record})
        rkey = made["uri"].rpartition("/")[2]
        call("com.atproto.repo.putRecord", {**where, "rkey": rkey, "record": {**record, "text": "Better"}})
        call("com.atproto.repo.getRecord", params={**where, "rkey": rkey})
        call("com.atproto.repo.listRecords", params=where)
        call("app.bsky.feed.getPosts", params={"uris": made["uri"]})
        call("app.bsky.feed.getAuthorFeed", params={"actor": FIRST})
        call("com.atproto.repo.deleteRecord", {**where, "rkey": rkey})
    for name, answer in answers.items():
        published = official(name)
        lexicon = Lexicon(_all_of(name))
        lexicon.check(published["main"]["output"]["schema"], answer, "$", name)
    assert set(METHODS) - set(answers) == {"com.atproto.server.deleteSession", "com.atproto.sync.getBlob"}


def _all_of(name: str, known: dict[str, Any] | None = None) -> dict[str, Any]:
    """A lexicon with all that it refers to."""
    known = {} if known is None else known
    if name not in known:
        known[name] = official(name)
        for ref in _refs(known[name]):
            if lexicon := ref.partition("#")[0]:
                _all_of(lexicon, known)
    return known


def _refs(schema: Any) -> list[str]:
    if isinstance(schema, list):
        return [ref for inner in schema for ref in _refs(inner)]
    if not isinstance(schema, dict):
        return []
    own = [schema["ref"]] if isinstance(schema.get("ref"), str) else []
    own += [ref for ref in schema.get("refs", ()) if isinstance(ref, str)]
    return own + [ref for inner in schema.values() for ref in _refs(inner)]
