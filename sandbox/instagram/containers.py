"""Containers: what is to be published, made from addresses that the sandbox fetches, processed when looked at."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from sandbox.graph.fields import Member, shown
from sandbox.graph.problems import GraphProblem, bad, no_such_object
from sandbox.instagram import facts as files
from sandbox.instagram.call import Call
from sandbox.instagram.problems import problem, words
from sandbox.instagram.state import Account, Container, State
from sandbox.media_facts import Facts
from sandbox.pulling import NotPulled, pull

LIFE = timedelta(hours=24)
A_DAY = 400
"""Containers an account can have made in 24 hours; each part of a carousel counts."""
LOOKS = 2
"""A container is finished at the second look; an attempt to publish it is a look."""
CAPTION, HASHTAGS, MENTIONS, ALT = 2_200, 30, 20, 1_000
_PARAMETERS = (
    "image_url", "video_url", "media_type", "caption", "alt_text", "is_carousel_item", "children", "upload_type",
    "cover_url", "thumb_offset", "share_to_feed", "audio_name", "collaborators", "location_id", "user_tags",
    "product_tags", "trial_params", "is_ai_generated",
)  # fmt: skip


def create(call: Call) -> dict[str, Any]:
    """POST /{account}/media."""
    account = account_of(call)
    call.may("publish")
    asked = call.asked
    asked.only(*_PARAMETERS)
    child = asked.truth("is_carousel_item", False)
    kind = _kind(call, child)
    caption = asked.params.get("caption", "")
    _check_caption(caption, child)
    if len(asked.params.get("alt_text", "")) > ALT:
        raise bad(f"alt_text has more than {ALT} characters")
    _check_budget(call, account)
    makers = {"IMAGE": _image, "CAROUSEL": _carousel}
    id_ = call.state.new_id(17_880_000_000_000_000)
    values = makers.get(kind, _video)(call, account, id_)
    # what shall become of it is settled now, so that the order falls to this container and no other
    if call.state.orders.take("processing") is not None:
        values["problem"] = 2207082
    expires = call.state.orders.take("container") is not None
    row: dict[str, Any] = {
        "id": id_, "account": account.id, "kind": kind, "child": child, "caption": caption,
        "alt": asked.params.get("alt_text", ""), "created": call.now.timestamp(), "children": "[]", "facts": "{}",
        "state": "IN_PROGRESS", "expires": expires, **values,
    }  # fmt: skip
    with call.state.change() as db:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        db.execute(f"INSERT INTO containers ({names}) VALUES ({marks})", tuple(row.values()))
    if row["state"] == "UPLOADING":
        return {"id": id_, "uri": f"{asked.base}/ig-api-upload/{asked.version}/{id_}"}
    return {"id": id_}


def read(call: Call) -> dict[str, Any]:
    """GET /{container}; asking for its status is a look at it."""
    call.asked.only()
    call.may("basic")
    container = call.state.container(call.node)
    if container is None or call.account(container.account) is None:
        raise no_such_object(call.node, "GET")
    if "status" in call.asked.params.get("fields", ""):
        container = looked(call, container)
    members: Mapping[str, Member] = {
        "id": container.id,
        "status_code": "IN_PROGRESS" if container.state == "UPLOADING" else container.state,
        "status": _status(container),
        "copyright_check_status": {"status": "not_started", "matches_found": False},
        "video_status": lambda _: _video_status(call.state, container),
    }
    return shown("IGMediaBuilder", members, call.asked.params.get("fields"), ("id",))


def looked(call: Call, container: Container) -> Container:
    """The container after one more look at it."""
    over = container.expires or call.now - container.created >= LIFE
    if container.state in ("IN_PROGRESS", "UPLOADING", "FINISHED") and over:
        call.state.set_container(container.id, state="EXPIRED")
    elif container.state == "IN_PROGRESS":
        done = container.looks + 1 >= LOOKS
        state = ("FINISHED" if container.problem is None else "ERROR") if done else "IN_PROGRESS"
        call.state.set_container(container.id, looks=container.looks + 1, state=state)
    return call.state.container(container.id) or container


def uploaded(state: State, container: Container, path: Path) -> None:
    """Take a film whose bytes are all there into processing."""
    found, trouble = files.film(path)
    state.set_container(
        container.id, state="IN_PROGRESS", problem=container.problem or _late(found, trouble, container.thumb_offset),
        facts=_facts(found),
    )  # fmt: skip


def account_of(call: Call) -> Account:
    account = call.account(call.node)
    if account is None:
        raise no_such_object(call.node, call.asked.method)
    return account


def _kind(call: Call, child: bool) -> str:
    given = call.asked.params.get("media_type", "").upper()
    if given == "VIDEO" and not child:
        raise problem(2207067)
    if given not in ("", "IMAGE", "VIDEO", "REELS", "CAROUSEL"):
        raise problem(2207023, f"The sandbox publishes no {given}.")
    if given == "" and "video_url" in call.asked.params:
        if not child:
            raise problem(2207023, "A video needs the media type REELS.")
        return "VIDEO"
    if child and given in ("REELS", "CAROUSEL"):
        raise problem(2207023, f"A carousel holds no {given}.")
    return given or "IMAGE"


def _check_caption(caption: str, child: bool) -> None:
    if child and caption:
        raise bad("A part of a carousel has no caption")
    if len(caption) > CAPTION or len(re.findall(r"(?<!\w)#\w+", caption)) > HASHTAGS:
        raise problem(2207010)
    if len(re.findall(r"(?<!\w)@\w+", caption)) > MENTIONS:
        raise problem(2207040)


def _check_budget(call: Call, account: Account) -> None:
    since = (call.now - timedelta(hours=24)).timestamp()
    rows = call.state.rows("SELECT count(*) FROM containers WHERE account = ? AND created > ?", account.id, since)
    if int(rows[0][0]) >= max(A_DAY, 4 * account.quota):
        raise GraphProblem(4, "(#4) Application request limit reached: containers in 24 hours", status=403)


def _image(call: Call, account: Account, id_: str) -> dict[str, Any]:
    del account
    if "video_url" in call.asked.params or "upload_type" in call.asked.params:
        raise bad("An image has neither video_url nor upload_type")
    facts = files.picture(call.asked.text("image_url"), call.state.file(f"container-{id_}"))
    width, height = files.published_size(facts)
    return {"facts": json.dumps({"width": width, "height": height})}


def _video(call: Call, account: Account, id_: str) -> dict[str, Any]:
    """A film: its bytes are awaited, or fetched now and judged when it is looked at."""
    del account
    asked = call.asked
    if "image_url" in asked.params:
        raise bad("A video has no image_url")
    offset = asked.number("thumb_offset", 0) if "thumb_offset" in asked.params else None
    if "cover_url" in asked.params:
        files.cover(asked.params["cover_url"], call.state.file(f"cover-{id_}"))
    if "upload_type" in asked.params:
        if not call.by_facebook:
            raise bad("The parameter upload_type is only there with Facebook Login")
        if asked.params["upload_type"] != "resumable" or "video_url" in asked.params:
            raise bad("upload_type must be resumable, without video_url")
        return {"state": "UPLOADING", "thumb_offset": offset}
    path = call.state.file(f"container-{id_}")
    try:
        pull(asked.text("video_url"), path, limit=2 * files.VIDEO_BYTES)
    except NotPulled:
        return {"problem": 2207052, "thumb_offset": offset}
    found, trouble = files.film(path)
    return {"problem": _late(found, trouble, offset), "facts": _facts(found), "thumb_offset": offset}


def _carousel(call: Call, account: Account, id_: str) -> dict[str, Any]:
    del id_
    for name in ("image_url", "video_url", "upload_type", "is_carousel_item", "alt_text"):
        if name in call.asked.params:
            raise bad(f"A carousel has no {name}")
    children = [str(child) for child in call.asked.listed("children")]
    if not 2 <= len(children) <= 10 or len(set(children)) != len(children):
        raise problem(2207028)
    for found in [_part(call, account, child) for child in children]:
        if found.state == "EXPIRED":
            raise problem(2207020)
        if found.state == "ERROR":
            raise problem(found.problem or 2207053)
        if found.state != "FINISHED":
            raise problem(2207027)
    return {"children": json.dumps(children)}


def _part(call: Call, account: Account, id_: str) -> Container:
    """A part of a carousel, after a look at it."""
    found = call.state.container(id_)
    if found is None or found.account != account.id or not found.child:
        raise problem(2207006, f"There is no part {id_} for a carousel of this account.")
    return looked(call, found)


def _late(facts: Facts | None, trouble: int | None, offset: int | None) -> int | None:
    """What refuses a film once it is known: its own faults, or a cover from after its end."""
    if trouble is None and facts is not None and offset is not None and offset >= facts.seconds * 1000:
        return 2207057
    return trouble


def _facts(facts: Facts | None) -> str:
    return "{}" if facts is None else json.dumps(
        {"width": facts.width, "height": facts.height, "seconds": facts.seconds}
    )  # fmt: skip


def _status(container: Container) -> str:
    if container.state == "ERROR" and container.problem is not None:
        return words(container.problem)
    return {
        "UPLOADING": "In Progress: Media is still being uploaded.",
        "IN_PROGRESS": "In Progress: Media is still being processed.",
        "FINISHED": "Finished: Media has been uploaded and it is ready to be published.",
        "PUBLISHED": "Published: Media has been published.",
        "EXPIRED": "Expired: The container was not published within 24 hours.",
    }.get(container.state, container.state)


def _video_status(state: State, container: Container) -> dict[str, Any] | None:
    if container.kind not in ("REELS", "VIDEO"):
        return None
    path = state.file(f"container-{container.id}")
    here = path.stat().st_size if path.exists() else 0
    there = container.state != "UPLOADING"
    processing = {"IN_PROGRESS": "in_progress", "ERROR": "error", "UPLOADING": "not_started"}
    return {
        "uploading_phase": {
            "status": "complete" if there else "in_progress" if here else "not_started",
            "bytes_transferred": here,
        },
        "processing_phase": {"status": processing.get(container.state, "complete")},
    }
