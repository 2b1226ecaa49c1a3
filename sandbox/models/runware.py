"""Runware as the stand-in runs it: arrays of tasks named by the caller, each drawn and charged once."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.models.scenery import SPOILED, picture, spoiled
from sandbox.models.server import StandIn

PRICES = {"runware:100@1": 0.0013, "runware:101@1": 0.0038, "runware:400@1": 0.0096}
"""US dollars for a picture of a megapixel; what is charged goes by the size."""
_INFERENCE: dict[str, tuple[type, ...]] = {
    "taskType": (str,), "taskUUID": (str,), "model": (str,), "positivePrompt": (str,), "negativePrompt": (str,),
    "width": (int,), "height": (int,), "numberResults": (int,), "outputType": (str,), "outputFormat": (str,),
    "outputQuality": (int,), "steps": (int,), "CFGScale": (int, float), "seed": (int,), "scheduler": (str,),
    "includeCost": (bool,), "deliveryMethod": (str,), "webhookURL": (str,), "ttl": (int,), "safety": (dict,),
}  # fmt: skip
_CHOICES = {
    "outputType": ("URL", "base64Data", "dataURI"), "outputFormat": ("JPG", "PNG", "WEBP"),
    "deliveryMethod": ("sync", "async"),
}  # fmt: skip
_LONGEST = 3_000
_LOOKS = 1
"""Looks at an asynchronous task before it is done."""


@dataclass
class _Task:
    row: dict[str, Any]
    how: str
    looks: int = 0
    cost: float = 0.0
    data: bytes = b""


@dataclass
class RunwareStandIn(StandIn):
    """`POST /v1`. "nsfw" draws what its check finds unfit (charged), "content_policy" and "failed_job" end a task
    without a picture (not charged), "never_ends" keeps it at work, "expired" forgets it; the others spoil the file."""

    name: ClassVar[str] = "runware"
    own: ClassVar[tuple[str, ...]] = ("nsfw", "content_policy", "failed_job", "never_ends", "expired", *SPOILED)
    tasks: dict[str, _Task] = field(default_factory=dict)

    def routes(self) -> list[BaseRoute]:
        return [Route("/v1", self._post, methods=["POST"])]

    def refuse(self, kind: str, seconds: float) -> Response:
        headers = {"retry-after": f"{seconds:g}"} if seconds else {}
        status, code, said = {
            "rate_limit": (429, "rateLimitExceeded", "Too many requests."),
            "server_error": (500, "internalServerError", "Something went wrong on our side."),
            "bad_gateway": (502, "badGateway", "Bad gateway."),
            "unavailable": (503, "serviceUnavailable", "The service is unavailable."),
            "overloaded": (429, "concurrencyLimit", "Too many concurrent tasks."),
            "insufficient_quota": (402, "insufficientCredits", "Insufficient credits to perform the task."),
            "invalid_key": (401, "invalidApiKey", "Invalid API key. Get one at https://my.runware.ai/signup"),
            "model_not_found": (400, "invalidModel", "The model is not available."),
            "too_long": (400, "invalidPositivePromptLength", "The prompt must be 2 to 3000 characters long."),
        }[kind]
        return _errors([_error(code, said, "")], status, headers)

    async def _post(self, request: Request) -> Response:
        try:
            body = await request.json()
        except ValueError:
            body = None
        self.remember(request, body)
        key = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not self.allowed(key):
            return self.refuse("invalid_key", 0)
        if not isinstance(body, list) or not body or not all(isinstance(row, dict) for row in body):
            return _errors([_error("invalidRequest", "The body must be an array of tasks.", "")], 400)
        data: list[dict[str, Any]] = []
        errors: list[dict[str, Any]] = []
        for row in body:
            (self._look if row.get("taskType") == "getResponse" else self._begin)(row, key, data, errors)
        if errors and not data:
            return _errors(errors, 400)
        return JSONResponse({"data": data, **({"errors": errors} if errors else {})})

    def _begin(self, row: dict[str, Any], key: str, data: list[dict[str, Any]], errors: list[dict[str, Any]]) -> None:
        wrong = _wrong(row)
        if wrong is not None:
            errors.append(wrong)
            return
        name = row["taskUUID"]
        if name in self.tasks:
            errors.append(_error("conflictTaskUUID", "This taskUUID is used already.", name, "taskUUID"))
            return
        told = ("nsfw", "content_policy", "failed_job", "never_ends", "expired", *SPOILED)
        planned = self.take("POST /v1", *told)
        task = self.tasks[name] = _Task(row, planned.kind if planned else "")
        if task.how not in ("content_policy", "failed_job", "never_ends"):
            pixels = row["width"] * row["height"]
            task.cost = round(PRICES[row["model"]] * pixels / 1024**2, 6)
            content = {field: value for field, value in row.items() if field != "taskUUID"}
            self.bills.charge(content, task.cost, key=key, model=row["model"], id=name)
            drawn = picture(row["positivePrompt"], row["width"], row["height"])
            task.data = spoiled(task.how, drawn) if task.how in SPOILED else drawn
        if row.get("deliveryMethod") == "async":
            data.append({"taskType": "imageInference", "taskUUID": name})
        else:
            task.looks = _LOOKS
            self._tell(name, task, data, errors)

    def _look(self, row: dict[str, Any], key: str, data: list[dict[str, Any]], errors: list[dict[str, Any]]) -> None:
        del key
        name = row.get("taskUUID")
        task = self.tasks.get(str(name))
        if set(row) != {"taskType", "taskUUID"}:
            errors.append(_error("unsupportedParameter", "getResponse takes a taskUUID alone.", str(name)))
        elif task is None or task.how == "expired":
            errors.append(_error("taskNotFound", "No task with this taskUUID was found.", str(name), "taskUUID"))
        else:
            self._tell(str(name), task, data, errors)

    def _tell(self, name: str, task: _Task, data: list[dict[str, Any]], errors: list[dict[str, Any]]) -> None:
        if task.looks < _LOOKS or task.how == "never_ends":
            task.looks += 1
            data.append({"taskType": "imageInference", "taskUUID": name, "status": "processing"})
            return
        if task.how in ("content_policy", "failed_job"):
            code = "invalidProviderContent" if task.how == "content_policy" else "providerError"
            said = "Invalid content detected." if task.how == "content_policy" else "The provider failed."
            errors.append({**_error(code, said, name), "status": "error"})
            return
        shown: dict[str, Any] = {
            "taskType": "imageInference",
            "taskUUID": name,
            "status": "success",
            "imageUUID": str(uuid.uuid5(uuid.NAMESPACE_URL, name)),
            "imageBase64Data": base64.b64encode(task.data).decode(),
            "seed": task.row.get("seed", 1),
        }
        if task.row.get("includeCost"):
            shown["cost"] = task.cost
        if (task.row.get("safety") or {}).get("checkContent"):
            shown["NSFWContent"] = task.how == "nsfw"
        data.append(shown)


def _wrong(row: dict[str, Any]) -> dict[str, Any] | None:
    """The first thing that Runware would refuse in a task."""
    return next(_wrongs(row, str(row.get("taskUUID") or "")), None)


def _wrongs(row: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    if row.get("taskType") != "imageInference":
        yield _error("unsupportedTaskType", "This stand-in draws pictures.", name, "taskType")
    if not _is_uuid4(name):
        yield _error("invalidTaskUUID", "taskUUID must be a UUID v4.", name, "taskUUID")
    for parameter, value in row.items():
        types, label = _INFERENCE.get(parameter), f"{parameter[:1].upper()}{parameter[1:]}"
        if types is None:
            yield _error("unsupportedParameter", f"Unsupported parameter {parameter!r}.", name, parameter)
        elif not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
            yield _error(f"invalid{label}", f"{parameter} has the wrong type.", name, parameter)
        elif parameter in _CHOICES and value not in _CHOICES[parameter]:
            yield _error(f"invalid{label}", f"{parameter} is none of its values.", name, parameter)
    for parameter in ("model", "positivePrompt", "width", "height"):
        if parameter not in row:
            label = f"{parameter[:1].upper()}{parameter[1:]}"
            yield _error(f"missing{label}", f"{parameter} is required.", name, parameter)
    if row["model"] not in PRICES:
        yield _error("invalidModel", "The model is not available.", name, "model")
    if not 2 <= len(row["positivePrompt"]) <= _LONGEST:
        said = "The prompt must be 2 to 3000 characters long."
        yield _error("invalidPositivePromptLength", said, name, "positivePrompt")
    for side in ("width", "height"):
        if row[side] % 64 or not 128 <= row[side] <= 2048:
            yield _error(f"invalid{side.capitalize()}", "Sides are multiples of 64 from 128 to 2048.", name, side)


def _is_uuid4(text: str) -> bool:
    try:
        return uuid.UUID(text).version == 4
    except ValueError:
        return False


def _error(code: str, said: str, task: str, parameter: str = "") -> dict[str, Any]:
    row = {"code": code, "message": said, "parameter": parameter, "type": "string", "taskType": "imageInference"}
    return {**row, **({"taskUUID": task} if task else {})}


def _errors(rows: list[dict[str, Any]], status: int, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"errors": rows}, status, headers=headers)
