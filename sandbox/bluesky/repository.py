"""Records: made, put, read and deleted in an account's repository, with the files they refer to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from sandbox.bluesky.calls import Call, not_found
from sandbox.bluesky.lexicon import Lexicon, Wrong, check_data, is_blob
from sandbox.bluesky.names import RECORD_KEY, TID, blob_cid, record_cid, uri_of
from sandbox.bluesky.problems import XrpcProblem, broken, invalid, unauthorised
from sandbox.bluesky.schemas import POST, SCHEMAS
from sandbox.bluesky.state import Account, Record
from sandbox.media_facts import Unreadable, image_facts

LEXICON = Lexicon(SCHEMAS)
_RECORDS = frozenset({POST})
_ELSEWHERE = frozenset(
    f"app.bsky.{name}"
    for name in (
        "actor.profile", "actor.status", "feed.generator", "feed.like", "feed.postgate", "feed.repost",
        "feed.threadgate", "graph.block", "graph.follow", "graph.list", "graph.listblock", "graph.listitem",
        "graph.starterpack", "graph.verification", "labeler.service", "notification.declaration",
    )
)  # fmt: skip
"""Known to the real server, and not played here."""


def create(call: Call) -> dict[str, Any]:
    """createRecord: under its own key, or one that the server makes."""
    rkey = call.body.get("rkey") or call.state.next_tid(call.now)
    return _write(call, rkey, anew=True)


def put(call: Call) -> dict[str, Any]:
    """putRecord: makes it, or changes it; the same content again changes nothing."""
    return _write(call, call.body["rkey"], anew=False)


def delete(call: Call) -> dict[str, Any]:
    """deleteRecord: nothing to delete is success as well."""
    account = _own(call)
    old = call.state.record(account.did, call.body["collection"], call.body["rkey"])
    if old is None:
        return {}
    _check_swaps(call, account, old)
    with call.state.database.change() as db:
        db.execute(
            "DELETE FROM records WHERE did = ? AND collection = ? AND rkey = ?", (old.did, old.collection, old.rkey)
        )
    return {"commit": _commit(call, account, f"delete {old.uri}")}


def get(call: Call) -> dict[str, Any]:
    """getRecord: also by handle; open to everybody."""
    query = call.params
    account = call.state.account(query["repo"])
    if account is None:
        raise XrpcProblem(502, "UpstreamFailure", "Upstream service unreachable")
    record = call.state.record(account.did, query["collection"], query["rkey"])
    if record is None or record.taken_down or query.get("cid", record.cid) != record.cid:
        raise not_found(uri_of(account.did, query["collection"], query["rkey"]))
    return {"uri": record.uri, "cid": record.cid, "value": record.value}


def list_records(call: Call) -> dict[str, Any]:
    """listRecords: by record key, the last one first; the cursor is the last key of the page."""
    query = call.params
    account = call.state.account(query["repo"])
    if account is None:
        raise invalid(f"Could not find repo: {query['repo']}")
    forward = query.get("reverse", False)
    found = sorted(call.state.records(account.did, query["collection"]), key=lambda one: one.rkey, reverse=not forward)
    found = [one for one in found if not one.taken_down]
    if cursor := query.get("cursor"):
        found = [one for one in found if (one.rkey > cursor if forward else one.rkey < cursor)]
    page = found[: query.get("limit", 50)]
    rows = [{"uri": one.uri, "cid": one.cid, "value": one.value} for one in page]
    return {"records": rows} | ({"cursor": page[-1].rkey} if page else {})


def upload_blob(call: Call) -> dict[str, Any]:
    """uploadBlob: the server looks at the file itself, and believes the Content-Type only where it sees nothing."""
    assert call.file is not None
    with call.file.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    try:
        mime = image_facts(call.file).mime
    except Unreadable:
        mime = call.content_type
    return {"blob": call.state.keep_blob(call.account.did, blob_cid(digest), mime, call.file)}


def blobs_of(value: Any) -> Iterator[dict[str, Any]]:
    """Every reference to a file in a record."""
    if is_blob(value):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from blobs_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from blobs_of(inner)


def _write(call: Call, rkey: str, *, anew: bool) -> dict[str, Any]:
    account = _own(call)
    body, collection = call.body, call.body["collection"]
    record, status = _prepared(body["record"], collection, rkey, body.get("validate"))
    cid = record_cid(record)
    uri = uri_of(account.did, collection, rkey)
    old = call.state.record(account.did, collection, rkey)
    answer: dict[str, Any] = {"uri": uri, "cid": cid}
    last = {"validationStatus": status} if status else {}
    if not anew and old is not None and old.cid == cid:
        return answer | last
    _check_swaps(call, account, old)
    if anew and old is not None:
        raise broken()  # deep in the repository's tree: "There is already a value at key", told to nobody
    for blob in blobs_of(record):
        _check_blob(call, account, blob)
    _keep(call, account, collection, rkey, cid, record, old)
    return answer | {"commit": _commit(call, account, cid)} | last


def _keep(
    call: Call, account: Account, collection: str, rkey: str, cid: str, record: dict[str, Any], old: Record | None
) -> None:
    removed = old is None and collection == POST and call.state.orders.take("post") is not None
    number, first_seen = call.state.next_number(), (old.indexed_at if old else call.now).timestamp()
    text = json.dumps(record, ensure_ascii=False)
    with call.state.database.change() as db:
        if old is not None:
            db.execute(
                "UPDATE records SET cid = ?, value = ? WHERE did = ? AND collection = ? AND rkey = ?",
                (cid, text, account.did, collection, rkey),
            )
        else:
            parent = record.get("reply", {}).get("parent", {}).get("uri") if collection == POST else None
            row = (account.did, collection, rkey, cid, text, first_seen, number, removed, parent)
            taken = db.execute(
                "SELECT 1 FROM records WHERE did = ? AND collection = ? AND rkey = ?", row[:3]
            ).fetchone()
            if taken:  # another request was quicker by a moment
                raise broken()
            db.execute("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def _check_blob(call: Call, account: Account, blob: dict[str, Any]) -> None:
    """A file that a record names was uploaded by its author, and is what the record says."""
    kept = call.state.blob(account.did, blob["ref"]["$link"])
    if kept is None:
        raise invalid(f"Could not find blob: {blob['ref']['$link']}", "BlobNotFound")
    wrong = "Referenced {} does not match stored blob. Expected: {}, Got: {}"
    if blob["mimeType"] != kept["mime"]:
        raise invalid(wrong.format("Mimetype", kept["mime"], blob["mimeType"]), "InvalidMimeType")
    if blob["size"] != kept["size"]:
        raise invalid(wrong.format("Size", kept["size"], blob["size"]), "InvalidSize")


def _own(call: Call) -> Account:
    """The account whose repository is named, which must be the caller's."""
    account = call.state.account(call.body["repo"])
    if account is None:
        raise XrpcProblem(403, "AccountNotFound", "Account not found")
    if account.did != call.account.did:
        raise unauthorised()
    return account


def _prepared(record: Any, collection: str, rkey: str, validate: bool | None) -> tuple[dict[str, Any], str | None]:
    """The record with its type, and whether it was validated: "valid", "unknown", or None where that was declined."""
    try:
        check_data(record, "$.record")
        if not RECORD_KEY.fullmatch(rkey):
            raise Wrong(f"Invalid record key: {rkey}")
        kind = record.setdefault("$type", collection)
        if kind != collection:
            raise Wrong(f"Invalid $type: expected {collection}, got {kind}")
        if validate is False:
            return record, None
        if collection in _ELSEWHERE:
            raise XrpcProblem(501, "MethodNotImplemented", f"The sandbox keeps no {collection}.")
        if collection not in _RECORDS:
            if validate:
                raise Wrong(f"Unknown lexicon type: {collection}")
            return record, "unknown"
        if not TID.fullmatch(rkey):
            raise Wrong(f'Invalid record key for {collection}: Invalid TID string (got "{rkey}") at $')
        try:
            LEXICON.check_record(collection, record, "$.record")
        except Wrong as wrong:
            raise Wrong(f"Invalid {collection} record: {wrong}") from None
    except Wrong as wrong:
        raise invalid(str(wrong)) from None
    return record, "valid"


def _check_swaps(call: Call, account: Account, old: Record | None) -> None:
    """Compare-and-swap: the record, or the whole repository, must still be what the caller thinks."""
    if "swapRecord" in call.body:
        was = old.cid if old else None
        if call.body["swapRecord"] != was:
            raise invalid(f"Record was at {was}", "InvalidSwap")
    if call.body.get("swapCommit") not in (None, account.head):
        raise invalid(f"Commit was at {account.head}", "InvalidSwap")


def _commit(call: Call, account: Account, what: str) -> dict[str, Any]:
    rev = call.state.next_tid(call.now)
    head = record_cid({"did": account.did, "rev": rev, "prev": account.head, "data": what})
    with call.state.database.change() as db:
        db.execute("UPDATE accounts SET head = ? WHERE did = ?", (head, account.did))
    return {"cid": head, "rev": rev}
