"""Images, documents and films: announced, sent to addresses that LinkedIn gives, finished, and looked at."""

from __future__ import annotations

import json
from typing import Any

from sandbox.linkedin.api import Answer, Call, Handler, known
from sandbox.linkedin.limits import MAX_FILM, MIN_FILM, PART, Refused, examine
from sandbox.linkedin.problems import ApiProblem, Fields, denied, forbidden, invalid, not_found
from sandbox.linkedin.state import Asset, State

LIFE_SECONDS = 30 * 86_400
LOOKS = 2
"""A file is done at the second look."""


def begin_image(call: Call) -> Answer:
    """POST /rest/images?action=initializeUpload."""
    return _begin_single(call, "image")


def begin_document(call: Call) -> Answer:
    """POST /rest/documents?action=initializeUpload."""
    return _begin_single(call, "document")


def video_action(call: Call) -> Answer:
    """POST /rest/videos?action=initializeUpload or finalizeUpload."""
    known(call.query, "action")
    if call.query.get("action") == "finalizeUpload":
        return _finish_video(call)
    return _begin_video(call)


def look_at(kind: str) -> Handler:
    """GET /rest/images|documents|videos/{urn}: each look brings the processing on, as time does at the real one."""

    def look(call: Call) -> Answer:
        asset = call.state.asset(call.path["urn"])
        if asset is None or asset.kind != kind:
            raise not_found(call.path["urn"])
        _readable(call, asset)
        return Answer(200, _shown(call, looked_at(call.state, asset)))

    return look


def _shown(call: Call, asset: Asset) -> dict[str, Any]:
    body: dict[str, Any] = {"id": asset.urn, "owner": asset.owner, "status": asset.state}
    if asset.state == "PROCESSING_FAILED":
        body["processingFailureReason"] = asset.problem
    if asset.state == "AVAILABLE":
        body["downloadUrl"] = f"{call.base}/_desk/assets/{asset.urn.rpartition(':')[2]}"
        if asset.kind == "video":
            facts = asset.facts
            body |= {"duration": round(facts["seconds"] * 1000)}
            body |= {"aspectRatioWidth": facts["width"], "aspectRatioHeight": facts["height"]}
    return body


def looked_at(state: State, asset: Asset) -> Asset:
    """The asset after one more look at its processing."""
    if asset.state != "PROCESSING" or not asset.wants <= asset.has:
        return asset
    looks = asset.looks + 1
    done = "PROCESSING_FAILED" if asset.problem else "AVAILABLE"
    state.set_asset(asset.urn, looks=looks, state=done if looks >= LOOKS else "PROCESSING")
    found = state.asset(asset.urn)
    assert found is not None
    return found


def settle(state: State, asset: Asset, *, fails: bool) -> None:
    """Examine the whole file that came, and let its processing begin."""
    problem, facts = None, {}
    try:
        facts = examine(asset.kind, state.file(asset.urn)).as_dict()
    except Refused as refused:
        problem = str(refused)
    if fails:
        problem = "The file could not be processed."
    state.set_asset(asset.urn, state="PROCESSING", problem=problem, facts=json.dumps(facts))


def _readable(call: Call, asset: Asset) -> None:
    """Members' images and documents can be looked at by nobody who may only write; films by their owner."""
    owner = call.state.account(asset.owner)
    mine = owner is not None and call.member.id in (owner.id, owner.admin)
    if owner is not None and owner.kind == "organization":
        call.needs(_hidden(asset.kind), "w_organization_social", "r_organization_social")
    elif asset.kind != "video":
        raise _hidden(asset.kind)
    if not mine:
        raise _hidden(asset.kind)


def _hidden(kind: str) -> ApiProblem:
    return forbidden(f"Accessing this {kind} resource is forbidden. Please check your permissions for this resource")


def _owner(call: Call, fields: Fields, resource: str) -> str:
    urn = fields.text("owner")
    fields.done()
    account = call.acts_for(urn)
    scope = "w_member_social" if account.kind == "person" else "w_organization_social"
    call.needs(denied(resource, "ACTION-initializeUpload", call.version), scope)
    return urn


def _begin_single(call: Call, kind: str) -> Answer:
    known(call.query, "action")
    if call.query.get("action") != "initializeUpload":
        raise invalid("action=initializeUpload is required", "INVALID_ACTION")
    fields = Fields(call.body)
    fields.only(("initializeUploadRequest",))
    given = fields.part("initializeUploadRequest")
    given.only(("owner", "mediaLibraryMetadata") if kind == "image" else ("owner",))
    owner = _owner(call, given, f"{kind}s")
    asset = _open(call, kind, owner)
    address = f"{call.base}/dms-uploads/{asset.urn.rpartition(':')[2]}/uploaded-{kind}/0"
    value = {"uploadUrlExpiresAt": int(asset.expires_at * 1000), "uploadUrl": f"{address}?ut={asset.token}"}
    return Answer(200, {"value": value | {kind: asset.urn}})


def _begin_video(call: Call) -> Answer:
    if call.query.get("action") != "initializeUpload":
        raise invalid("action is one of initializeUpload, finalizeUpload", "INVALID_ACTION")
    fields = Fields(call.body)
    fields.only(("initializeUploadRequest",))
    given = fields.part("initializeUploadRequest")
    given.only(("owner", "fileSizeBytes", "uploadCaptions", "uploadThumbnail", "purpose"))
    total = given.number("fileSizeBytes")
    wants = {name for name in ("captions", "thumbnail") if given.flag(f"upload{name.capitalize()}")}
    owner = _owner(call, given, "videos")
    if not MIN_FILM <= total <= MAX_FILM:
        raise invalid(f"fileSizeBytes {total} is not between {MIN_FILM} and {MAX_FILM}", "INVALID_VALUE_FOR_FIELD")
    asset = _open(call, "video", owner, total=total, wants=frozenset(wants))
    base = f"{call.base}/dms-uploads/{asset.urn.rpartition(':')[2]}"
    parts = [
        {
            "uploadUrl": f"{base}/uploadedVideo/{number}?ut={asset.token}",
            "firstByte": first,
            "lastByte": min(first + PART, total) - 1,
        }
        for number, first in enumerate(range(0, total, PART))
    ]
    value: dict[str, Any] = {"uploadUrlsExpireAt": int(asset.expires_at * 1000), "video": asset.urn}
    value |= {"uploadInstructions": parts, "uploadToken": ""}
    for name in sorted(wants):
        value[f"{name}UploadUrl"] = f"{base}/{name}/0?ut={asset.token}"
    return Answer(200, {"value": value})


def _open(call: Call, kind: str, owner: str, *, total: int = 0, wants: frozenset[str] = frozenset()) -> Asset:
    life = 0 if call.orders.take("upload") == "expired" else LIFE_SECONDS
    return call.state.open_asset(kind, owner, total=total, wants=wants, expires_at=call.now.timestamp() + life)


def _finish_video(call: Call) -> Answer:
    fields = Fields(call.body)
    fields.only(("finalizeUploadRequest",))
    given = fields.part("finalizeUploadRequest")
    given.only(("video", "uploadToken", "uploadedPartIds"))
    urn, parts = given.text("video"), given.items("uploadedPartIds")
    if not given.given("uploadToken"):  # the empty one that LinkedIn gave is sent back too
        given.fault("uploadToken", "field is required but not found and has no default value")
    fields.done()
    asset = call.state.asset(urn)
    if asset is None or asset.kind != "video":
        raise invalid("This Video ID is invalid", "INVALID_VIDEO_ID")
    call.acts_for(asset.owner)
    if asset.state != "WAITING_UPLOAD":
        raise invalid("The upload of this video is finalized already", "UPDATING_ASSET_FAILED")
    rows = call.state.rows("SELECT number, etag FROM parts WHERE urn = ? ORDER BY number", urn)
    if len(rows) != -(-asset.total // PART):
        raise invalid("Media asset is waiting upload", "MEDIA_ASSET_WAITING_UPLOAD")
    if parts != [row["etag"] for row in rows]:
        raise invalid("uploadedPartIds are not the etags of the parts in their order", "INVALID_VALUE_FOR_FIELD")
    with call.state.file(urn).open("wb") as whole:
        for row in rows:
            piece = call.state.file(urn, str(row["number"]))
            whole.write(piece.read_bytes())
            piece.unlink()
    settle(call.state, asset, fails=call.orders.take("processing") == "fail")
    return Answer(200)
