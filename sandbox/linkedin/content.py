"""What hangs on a post: an article, one image, film or document, or several images, all of them uploaded before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sandbox.linkedin.api import Call
from sandbox.linkedin.assets import looked_at
from sandbox.linkedin.problems import Fields, forbidden, invalid
from sandbox.linkedin.state import Asset, State

_KINDS = ("media", "multiImage", "article")
_UNPLAYED = ("poll", "carousel", "celebration", "reference", "event")
MAX_ALT = 4086
MAX_TITLE = 400


def check(call: Call, fields: Fields, author: str) -> list[Asset]:
    """The assets of a post's content, in order. Raises what is wrong with it; `fields` gathers the faults of form."""
    if not fields.given("content"):
        return []
    content = fields.part("content")
    content.only((*_KINDS, *_UNPLAYED))
    for name in _UNPLAYED:
        if content.given(name):
            raise forbidden(f"The sandbox's accounts may not post a {name}")
    given = [name for name in _KINDS if content.given(name)]
    if len(given) != 1:
        content.fault("", f"is not exactly one of {', '.join(_KINDS)}")
    fields.done()
    return {"media": _media, "multiImage": _images, "article": _article}[given[0]](call, content, author)


def shown(state: State, content: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The kinds of the media that people see, and their descriptions."""
    if "media" in content:
        return (_kind(state, content["media"]["id"]),), (content["media"].get("altText", ""),)
    images = content.get("multiImage", {}).get("images", ())
    return ("image",) * len(images), tuple(image.get("altText", "") for image in images)


def _kind(state: State, urn: str) -> str:
    asset = state.asset(urn)
    return asset.kind if asset else urn.split(":")[2]


def _media(call: Call, content: Fields, author: str) -> list[Asset]:
    media = content.part("media")
    media.only(("id", "title", "altText"))
    urn, title = media.text("id"), media.text("title", "")
    _short(media.text("altText", ""), MAX_ALT, "altText")
    content.done()
    asset = _usable(call, urn, author, ("image", "video", "document"))
    if asset.kind == "document" and not title:
        raise invalid("The title of a document is required", "MISSING_FIELD")
    _short(title, MAX_TITLE, "title")
    return [asset]


def _images(call: Call, content: Fields, author: str) -> list[Asset]:
    several = content.part("multiImage")
    several.only(("images", "altText"))
    urns = []
    for number, item in enumerate(several.items("images")):
        image = several.within("images", number, item)
        image.only(("id", "altText"))
        urns.append(image.text("id"))
        _short(image.text("altText", ""), MAX_ALT, "altText")
    content.done()
    if not 2 <= len(urns) <= 20:
        raise invalid(f"multiImage takes 2 to 20 images, not {len(urns)}", "INVALID_VALUE_FOR_FIELD")
    return [_usable(call, urn, author, ("image",)) for urn in urns]


def _article(call: Call, content: Fields, author: str) -> list[Asset]:
    article = content.part("article")
    article.only(("source", "title", "description", "thumbnail", "thumbnailAltText"))
    source, title = article.text("source"), article.text("title")
    _short(article.text("description", ""), MAX_ALT, "description")
    _short(article.text("thumbnailAltText", ""), MAX_ALT, "thumbnailAltText")
    thumbnail = article.text("thumbnail", "")
    content.done()
    if not re.fullmatch(r"https?://[^\s/]+\S*", source):
        raise invalid(f"{source!r} is no address of an article", "INVALID_VALUE_FOR_FIELD")
    _short(title, MAX_TITLE, "title")
    return [_usable(call, thumbnail, author, ("image",))] if thumbnail else []


def _usable(call: Call, urn: str, author: str, kinds: tuple[str, ...]) -> Asset:
    found = re.fullmatch(r"urn:li:(\w+):[\w-]+", urn)
    if not found or found.group(1) not in kinds:
        raise invalid(f"{urn!r} is no URN of a {' or '.join(kinds)}", "INVALID_URN_TYPE")
    asset = call.state.asset(urn)
    if asset is None:
        raise invalid(f"This URN Id is invalid: {urn}", "INVALID_URN_ID")
    if asset.owner != author:
        raise forbidden(f"{author} is not the owner of {urn}")
    if asset.state == "WAITING_UPLOAD" or (asset.kind == "video" and asset.state == "PROCESSING"):
        looked_at(call.state, asset)  # time passes at the real one, whoever asks
        raise invalid("Media asset is waiting upload", "MEDIA_ASSET_WAITING_UPLOAD")
    if asset.state == "PROCESSING_FAILED":
        raise invalid("Media asset failed processing", "MEDIA_ASSET_PROCESSING_FAILED")
    return asset


def _short(text: str, most: int, name: str) -> None:
    if len(text) > most:
        raise invalid(f"{name} has {len(text)} characters; {most} are taken", "FIELD_LENGTH_TOO_LONG")
