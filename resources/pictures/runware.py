"""Pictures by Runware: a task that we name ourselves, so that none is drawn twice and each is found again."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from reprise.models.buying import Answered, Order, Slip
from reprise.models.failures import FailureKind, ModelError
from reprise.models.used import Used
from reprise.video.pictures.wishes import Wish
from resources.models.text.sorting import clean, malformed, retry_after, status_error
from resources.pictures.base import Bench, content, seed_of, size_of
from resources.pictures.checked import checked_picture
from resources.pictures.wire import Wire, poll
from resources.platforms.api import Answer

LICENCE = "generated; Runware's terms and the model's licence apply"
_PIXELS = 1_050_000
_CONFLICT = "conflictTaskUUID"
_KINDS: tuple[tuple[tuple[str, ...], FailureKind], ...] = (
    (("apikey", "unauthorized", "authentication"), "auth"),
    (("credits", "quota", "balance", "insufficient", "payment"), "quota"),
    (("nsfw", "safety", "contentpolicy", "moderat", "invalidprovidercontent"), "refused"),
    (("ratelimit", "concurren", "toomany"), "rate_limit"),
    (("timeout",), "server"),
    (("tasknotfound", "unknowntask", "notfound"), "unavailable"),
    (("unsupported", "invalid", "missing"), "validation"),
    (("server", "internal", "provider", "unavailable"), "server"),
)
"""What Runware's error codes mean, by a part of the code in small letters; the first that fits."""


class RunwarePainter:
    """Draws with one model, by its AIR id."""

    service = "Runware"

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._endpoint = bench.endpoint
        self.model = bench.endpoint.model

    @cached_property
    def _wire(self) -> Wire:
        return Wire(self._endpoint, headers={"Authorization": f"Bearer {self._endpoint.key}"}, sort=self._sorted)

    def order(self, wish: Wish, variant: int) -> Order:
        size, one = size_of(wish, 64, _PIXELS), Used(images=1)
        return Order(task="picture", model=self.model, content=content(wish, size, variant), at_most=one, expected=one)

    def send(self, wish: Wish, variant: int, slip: Slip) -> Answered:
        width, height = size_of(wish, 64, _PIXELS)
        task = {
            "taskType": "imageInference",
            "taskUUID": slip.id,
            "model": self.model,
            "positivePrompt": wish.prompt[:2900],
            "width": width,
            "height": height,
            "numberResults": 1,
            "outputType": "base64Data",
            "outputFormat": "JPG",
            "outputQuality": 95,
            "seed": seed_of(wish, variant),
            "includeCost": True,
            "deliveryMethod": "async",
            "safety": {"checkContent": True},
        }
        slip.note({"task": task})  # first: it is known by its name as soon as it arrives
        self._asked(task)
        try:
            return self._fetched(slip.id)
        except ModelError as error:
            if error.kind == "unavailable":
                error.charged = None  # it was accepted, and is forgotten
            raise

    def resume(self, call: str, handle: Mapping[str, Any]) -> Answered | None:
        """What Runware does not know is sent again under the same name, so that it is drawn once whatever became of it;
        None for a task that it has drawn and forgotten."""
        del call
        task = handle["task"]
        try:
            return self._fetched(task["taskUUID"])
        except ModelError as error:
            if error.kind != "unavailable":
                raise
        if not self._asked(task):
            return None
        return self._fetched(task["taskUUID"])

    def _fetched(self, task: str) -> Answered:
        """The outcome of a task that was accepted. Raises "unavailable" for one that Runware does not know."""
        found: list[dict[str, Any]] = []

        def done() -> bool:
            rows = self._asked({"taskType": "getResponse", "taskUUID": task}, accepted=True)
            found[:] = [row for row in rows if row.get("imageBase64Data")]
            return bool(found)

        poll(done, seconds=self._endpoint.settings.timeout, wait=self._bench.wait, endpoint=self._endpoint)
        return self._picture(found, task)

    def _asked(self, task: Mapping[str, Any], *, accepted: bool = False) -> list[dict[str, Any]]:
        """What is answered for a task; nothing for one that was sent before. An answer may hold errors whatever its
        status."""
        answer = self._wire.ask("POST", "", body=[task], accept=(400, 404, 409), accepted=accepted)
        body = answer.object()
        name = task["taskUUID"]
        rows = [row for row in body.get("data") or () if isinstance(row, dict) and row.get("taskUUID") == name]
        wrong = [row for row in body.get("errors") or () if isinstance(row, dict)]
        wrong += [row for row in rows if row.get("status") == "error"]
        if wrong and wrong[0].get("code") == _CONFLICT:
            return []
        if wrong:
            raise self._meant(wrong[0], answer)
        if not answer.ok:
            raise status_error(self._endpoint, answer.status, headers=answer.headers)
        if not isinstance(body.get("data"), list):
            raise malformed(self._endpoint, "The answer is not one of Runware's.")
        return rows

    def _picture(self, rows: list[dict[str, Any]], task: str) -> Answered:
        row, name = rows[0], self._endpoint.name
        cost = row.get("cost")
        used = Used(images=1, usd=float(cost) if isinstance(cost, (int, float)) else None)
        if row.get("NSFWContent") is True:
            what = "Runware's check found the picture unfit to be shown."
            raise ModelError(what, kind="refused", where=name, charged=True, used=used)
        try:
            data = base64.b64decode(row.get("imageBase64Data") or "", validate=True)
            assert data
        except (AssertionError, binascii.Error, ValueError, TypeError):
            what = "The answer holds no picture."
            raise ModelError(what, kind="malformed", where=name, charged=True, used=used) from None
        return checked_picture(data, used, where=name, remote=str(row.get("imageUUID") or task))

    def _sorted(self, answer: Answer) -> ModelError | None:
        errors = answer.object().get("errors")
        first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else None
        return self._meant(first, answer) if first and answer.status < 500 else None

    def _meant(self, row: Mapping[str, Any], answer: Answer) -> ModelError:
        code = str(row.get("code") or row.get("errorCode") or "")
        said = clean(str(row.get("message") or row.get("errorMessage") or ""), self._endpoint.key)
        name = self._endpoint.name
        flat = code.lower()
        kind: FailureKind = next((kind for parts, kind in _KINDS if any(part in flat for part in parts)), "validation")
        remedy = {"auth": f"Correct {self._endpoint.key_variable}.", "quota": "Add credit to that account."}.get(kind)
        return ModelError(
            f"Runware says: {said or code}", kind=kind, where=name, remedy=remedy,
            retry_after=retry_after(answer.headers),
        )  # fmt: skip
