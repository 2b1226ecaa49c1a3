"""The lexicons that the sandbox holds records and requests against (bluesky-social/atproto of 2026-08-20).

Numbers and shapes only; the descriptions are at atproto.com. tests/contracts compares them with the official files.
"""

from __future__ import annotations

from typing import Any


def _object(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def _string(format_: str | None = None, **more: int) -> dict[str, Any]:
    return {"type": "string", **({"format": format_} if format_ else {}), **more}


def _integer(**more: int) -> dict[str, Any]:
    return {"type": "integer", **more}


def _array(items: dict[str, Any], **more: int) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


def _ref(name: str) -> dict[str, Any]:
    return {"type": "ref", "ref": name}


def _union(*refs: str) -> dict[str, Any]:
    return {"type": "union", "refs": list(refs)}


def _blob(size: int, *accept: str) -> dict[str, Any]:
    return {"type": "blob", "accept": list(accept), "maxSize": size}


_RATIO = _ref("app.bsky.embed.defs#aspectRatio")
_MEDIA = ("app.bsky.embed.images", "app.bsky.embed.video", "app.bsky.embed.gallery", "app.bsky.embed.external")
POST = "app.bsky.feed.post"

SCHEMAS: dict[str, dict[str, Any]] = {
    POST: {
        "main": {
            "type": "record",
            "key": "tid",
            "record": _object(
                "text",
                "createdAt",
                text=_string(maxLength=3000, maxGraphemes=300),
                entities=_array(_ref("#entity")),
                facets=_array(_ref("app.bsky.richtext.facet")),
                reply=_ref("#replyRef"),
                embed=_union(*_MEDIA, "app.bsky.embed.record", "app.bsky.embed.recordWithMedia"),
                langs=_array(_string("language"), maxLength=3),
                labels=_union("com.atproto.label.defs#selfLabels"),
                tags=_array(_string(maxLength=640, maxGraphemes=64), maxLength=8),
                createdAt=_string("datetime"),
            ),
        },
        "replyRef": _object(
            "root",
            "parent",
            root=_ref("com.atproto.repo.strongRef"),
            parent=_ref("com.atproto.repo.strongRef"),
        ),
        "entity": _object("index", "type", "value", index=_ref("#textSlice"), type=_string(), value=_string()),
        "textSlice": _object("start", "end", start=_integer(minimum=0), end=_integer(minimum=0)),
    },
    "app.bsky.richtext.facet": {
        "main": _object(
            "index", "features", index=_ref("#byteSlice"), features=_array(_union("#mention", "#link", "#tag"))
        ),
        "mention": _object("did", did=_string("did")),
        "link": _object("uri", uri=_string("uri")),
        "tag": _object("tag", tag=_string(maxLength=640, maxGraphemes=64)),
        "byteSlice": _object("byteStart", "byteEnd", byteStart=_integer(minimum=0), byteEnd=_integer(minimum=0)),
    },
    "app.bsky.embed.defs": {
        "aspectRatio": _object("width", "height", width=_integer(minimum=1), height=_integer(minimum=1)),
    },
    "app.bsky.embed.images": {
        "main": _object("images", images=_array(_ref("#image"), maxLength=4)),
        "image": _object("image", "alt", image=_blob(2_000_000, "image/*"), alt=_string(), aspectRatio=_RATIO),
    },
    "app.bsky.embed.video": {
        "main": _object(
            "video",
            video=_blob(300_000_000, "video/mp4"),
            captions=_array(_ref("#caption"), maxLength=20),
            alt=_string(),
            aspectRatio=_RATIO,
            presentation=_string(),
        ),
        "caption": _object("lang", "file", lang=_string("language"), file=_blob(20_000, "text/vtt")),
    },
    "app.bsky.embed.gallery": {
        "main": _object("items", items=_array(_union("#image"), maxLength=20)),
        "image": _object(
            "image", "alt", "aspectRatio", image=_blob(2_000_000, "image/*"), alt=_string(), aspectRatio=_RATIO
        ),
    },
    "app.bsky.embed.external": {
        "main": _object("external", external=_ref("#external")),
        "external": _object(
            "uri",
            "title",
            "description",
            uri=_string("uri"),
            title=_string(),
            description=_string(),
            thumb=_blob(1_000_000, "image/*"),
            associatedRefs=_array(_ref("com.atproto.repo.strongRef")),
        ),
    },
    "app.bsky.embed.record": {"main": _object("record", record=_ref("com.atproto.repo.strongRef"))},
    "app.bsky.embed.recordWithMedia": {
        "main": _object("record", "media", record=_ref("app.bsky.embed.record"), media=_union(*_MEDIA)),
    },
    "com.atproto.repo.strongRef": {"main": _object("uri", "cid", uri=_string("at-uri"), cid=_string("cid"))},
    "com.atproto.label.defs": {
        "selfLabels": _object("values", values=_array(_ref("#selfLabel"), maxLength=10)),
        "selfLabel": _object("val", val=_string(maxLength=128)),
    },
}

_WRITE: dict[str, Any] = {
    "repo": _string("at-identifier"),
    "collection": _string("nsid"),
    "rkey": _string("record-key", maxLength=512),
    "validate": {"type": "boolean"},
    "record": {"type": "unknown"},
    "swapCommit": _string("cid"),
}
_SWAP = {"swapRecord": _string("cid")}
_READ = {"repo": _string("at-identifier"), "collection": _string("nsid")}

INPUTS: dict[str, dict[str, Any]] = {
    "com.atproto.server.createSession": _object(
        "identifier",
        "password",
        identifier=_string(),
        password=_string(),
        authFactorToken=_string(),
        allowTakendown={"type": "boolean"},
    ),
    "com.atproto.repo.createRecord": _object("repo", "collection", "record", **_WRITE),
    "com.atproto.repo.putRecord": {
        **_object("repo", "collection", "rkey", "record", **_WRITE, **_SWAP),
        "nullable": ["swapRecord"],
    },
    "com.atproto.repo.deleteRecord": _object(
        "repo", "collection", "rkey", **_READ, rkey=_string("record-key"), swapCommit=_string("cid"), **_SWAP
    ),
}
"""What procedures take as JSON."""

PARAMETERS: dict[str, dict[str, Any]] = {
    "com.atproto.repo.getRecord": _object(
        "repo", "collection", "rkey", **_READ, rkey=_string("record-key"), cid=_string("cid")
    ),
    "com.atproto.repo.listRecords": _object(
        "repo",
        "collection",
        **_READ,
        limit=_integer(minimum=1, maximum=100),
        cursor=_string(),
        reverse={"type": "boolean"},
    ),
    "com.atproto.server.getServiceAuth": _object(
        "aud", aud=_string(maxLength=2048), exp=_integer(), lxm=_string("nsid")
    ),
    "com.atproto.identity.resolveHandle": _object("handle", handle=_string("handle")),
    "com.atproto.sync.getBlob": _object("did", "cid", did=_string("did"), cid=_string("cid")),
    "app.bsky.feed.getPosts": _object("uris", uris=_array(_string("at-uri"), maxLength=25)),
    "app.bsky.feed.getAuthorFeed": _object(
        "actor",
        actor=_string("at-identifier"),
        limit=_integer(minimum=1, maximum=100),
        cursor=_string(),
        filter=_string(),
        includePins={"type": "boolean"},
    ),
    "app.bsky.video.getJobStatus": _object("jobId", jobId=_string()),
}
"""What queries take in the address."""
