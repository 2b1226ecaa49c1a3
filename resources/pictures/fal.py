"""Pictures by models that fal hosts, through its queue: submitted once, found again by their request's id."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from reprise.models.buying import Answered, Order, Slip
from reprise.models.failures import ModelError
from reprise.models.used import Used
from reprise.video.pictures.wishes import Wish
from resources.models.text.sorting import clean, status_error
from resources.pictures.base import Bench, content, seed_of, size_of
from resources.pictures.checked import checked_picture
from resources.pictures.fetch import MAX_BYTES
from resources.pictures.wire import Wire, poll
from resources.platforms.api import Answer

LICENCE = "generated; fal's terms and the model's licence apply"
_PIXELS = 1_000_000
"""Pictures are charged by the megapixel begun."""
_TYPES = ("image/", "application/octet-stream")


class FalPainter:
    """Draws with one model of fal's. What the queue has accepted is charged once it is drawn; a submission whose answer
    was lost cannot be found again."""

    service = "fal"

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._endpoint = bench.endpoint
        self.model = bench.endpoint.model

    @cached_property
    def _wire(self) -> Wire:
        return Wire(self._endpoint, headers={"Authorization": f"Key {self._endpoint.key}"}, sort=self._sorted)

    def order(self, wish: Wish, variant: int) -> Order:
        size = size_of(wish, 16, _PIXELS)
        one = _used(size)
        return Order(task="picture", model=self.model, content=content(wish, size, variant), at_most=one, expected=one)

    def send(self, wish: Wish, variant: int, slip: Slip) -> Answered:
        width, height = size_of(wish, 16, _PIXELS)
        request = {
            "prompt": wish.prompt,
            "image_size": {"width": width, "height": height},
            "num_images": 1,
            "seed": seed_of(wish, variant),
            "enable_safety_checker": True,
            "output_format": "jpeg",
        }
        answer = self._wire.ask("POST", f"/{self.model}", body=request).object()
        handle = {name: answer.get(name) for name in ("request_id", "status_url", "response_url")}
        if not all(isinstance(value, str) and value for value in handle.values()):
            raise ModelError(
                "fal accepted the request without saying where its outcome will be.",
                kind="malformed",
                where=self._endpoint.name,
                charged=None,
            )
        size = [width, height]
        slip.note({**handle, "size": size})
        return self._outcome({**handle, "size": size})

    def resume(self, call: str, handle: Mapping[str, Any]) -> Answered | None:
        """None once fal has forgotten the request: it keeps results for an hour."""
        del call
        try:
            return self._outcome(handle)
        except ModelError as error:
            if error.kind == "unavailable":
                return None
            raise

    def _outcome(self, handle: Mapping[str, Any]) -> Answered:
        status, response = self._own(handle["status_url"]), self._own(handle["response_url"])
        last: dict[str, Any] = {}

        def done() -> bool:
            last.clear()
            last.update(self._wire.ask("GET", status, accept=(202,), accepted=True).object())
            return last.get("status") == "COMPLETED"

        poll(done, seconds=self._endpoint.settings.timeout, wait=self._bench.wait, endpoint=self._endpoint)
        if last.get("error"):
            raise self._declined(str(last.get("error_type") or ""), str(last["error"]))
        answer = self._wire.ask("GET", response, accepted=True).object()
        width, height = handle["size"]
        return self._picture(answer, str(handle["request_id"]), _used((width, height)))

    def _picture(self, answer: Mapping[str, Any], remote: str, used: Used) -> Answered:
        images, flags = answer.get("images"), answer.get("has_nsfw_concepts")
        name = self._endpoint.name
        if isinstance(flags, list) and any(flags):
            raise ModelError(
                "fal's safety checker found the picture unfit to be shown.",
                kind="refused",
                where=name,
                charged=True,
                used=used,
            )
        first = images[0] if isinstance(images, list) and images else None
        url = first.get("url") if isinstance(first, dict) else None
        if not isinstance(url, str):
            raise ModelError("The answer holds no picture.", kind="malformed", where=name, charged=True, used=used)
        data = self._wire.fetch(url, _TYPES, most=MAX_BYTES, paid=used)
        return checked_picture(data, used, where=name, remote=remote)

    def _own(self, url: str) -> str:
        """An address that fal gave, if it is fal's: the key goes with what is asked there."""
        host, own = urlsplit(url).hostname or "", urlsplit(self._endpoint.url).hostname or ""
        domain = ".".join(own.split(".")[-2:]) if not own.replace(".", "").isdigit() else own
        if host == own or host.endswith(f".{domain}"):
            return url
        raise ModelError(
            "fal named an address that is not its own.", kind="malformed", where=self._endpoint.name, charged=None
        )

    def _declined(self, kind: str, said: str) -> ModelError:
        """A job that ended without a picture; fal charges none of these."""
        said = clean(said, self._endpoint.key)
        name = self._endpoint.name
        if "content_policy" in kind or "nsfw" in kind or "safety" in said.lower():
            return ModelError(f"fal declined the request: {said}", kind="refused", where=name)
        if kind.startswith(("request_timeout", "startup_timeout", "runner_", "internal", "downstream")):
            return ModelError(f"fal failed: {said}", kind="server", where=name)
        return ModelError(f"fal failed: {said}", kind="server" if not kind else "validation", where=name)

    def _sorted(self, answer: Answer) -> ModelError | None:
        kind = answer.headers.get("x-fal-error-type") or str(answer.object().get("error_type") or "")
        detail = answer.object().get("detail")
        said = detail if isinstance(detail, str) else ""
        if isinstance(detail, list):
            rows = [row for row in detail if isinstance(row, dict)]
            said = "; ".join(f"{'.'.join(map(str, row.get('loc', ())))}: {row.get('msg', '')}" for row in rows)
            kind = kind or next((str(row.get("type")) for row in rows if "content_policy" in str(row.get("type"))), "")
        if answer.status == 422 and "content_policy" in kind:
            return self._declined(kind, said)
        return status_error(self._endpoint, answer.status, code=kind, said=said, headers=answer.headers)


def _used(size: tuple[int, int]) -> Used:
    return Used(images=1, megapixels=math.ceil(size[0] * size[1] / 1e6))
