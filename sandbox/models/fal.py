"""fal's queue as the stand-in runs it: a request is accepted, waits, is drawn and charged, and its file fetched."""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass, field
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.models.scenery import SPOILED, picture, spoiled
from sandbox.models.server import StandIn

PRICES = {"fal-ai/flux/schnell": 0.003, "fal-ai/flux/dev": 0.025}
"""US dollars for a megapixel begun."""
_PRESETS = {
    "square_hd": (1024, 1024), "square": (512, 512), "portrait_4_3": (768, 1024), "portrait_16_9": (576, 1024),
    "landscape_4_3": (1024, 768), "landscape_16_9": (1024, 576),
}  # fmt: skip
_TYPES: dict[str, tuple[type, ...]] = {
    "prompt": (str,), "image_size": (str, dict), "num_images": (int,), "seed": (int,), "enable_safety_checker": (bool,),
    "output_format": (str,), "num_inference_steps": (int,), "guidance_scale": (int, float), "sync_mode": (bool,),
    "acceleration": (str,),
}  # fmt: skip
_LOOKS = 2
"""Looks at a job before it is done."""


@dataclass
class _Job:
    model: str
    body: dict[str, Any]
    how: str
    looks: int = 0
    file: str = ""


@dataclass
class FalStandIn(StandIn):
    """The queue, and the host of its files.

    "nsfw" draws what the safety checker blackens, "content_policy" and "failed_job" end a job without a picture (not
    charged), "never_ends" keeps it waiting, "expired" forgets its outcome; the others spoil the file.
    """

    name: ClassVar[str] = "fal"
    own: ClassVar[tuple[str, ...]] = (
        "nsfw", "content_policy", "failed_job", "never_ends", "expired", "foreign_address", *SPOILED,
    )  # fmt: skip
    jobs: dict[str, _Job] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/files/{name}", self._file),
            Route("/{owner}/{app}/requests/{id}/status", self._status),
            Route("/{owner}/{app}/requests/{id}", self._result),
            Route("/{owner}/{app}/requests/{id}/cancel", self._cancel, methods=["PUT"]),
            Route("/{model:path}", self._submit, methods=["POST"]),
        ]

    def refuse(self, kind: str, seconds: float) -> Response:
        headers = {"retry-after": f"{seconds:g}"} if seconds else {}
        status, type_, said = {
            "rate_limit": (429, "rate_limited", "Too many requests"),
            "server_error": (500, "internal_error", "Internal server error"),
            "bad_gateway": (502, "bad_gateway", "Bad gateway"),
            "unavailable": (503, "runner_scheduling_failure", "No runner available"),
            "overloaded": (503, "concurrency_limit", "Too many concurrent requests"),
            "insufficient_quota": (403, "user_locked", "User is locked. Reason: Exhausted balance. Top up your balance "
                                   "at fal.ai/dashboard/billing."),
            "invalid_key": (401, "unauthorized", "Invalid Key"),
            "model_not_found": (404, "not_found", "Application 'flux' not found"),
            "too_long": (413, "request_too_large", "Request too large"),
        }[kind]  # fmt: skip
        return _error(status, said, type_, headers)

    async def _submit(self, request: Request) -> Response:
        try:
            body = await request.json()
        except ValueError:
            body = None
        self.remember(request, body)
        if not self._known(request):
            return self.refuse("invalid_key", 0)
        model = request.path_params["model"]
        if model not in PRICES:
            return self.refuse("model_not_found", 0)
        call = f"POST /{model}"
        told = ("nsfw", "content_policy", "failed_job", "never_ends", "expired", "foreign_address", *SPOILED)
        planned = self.take(call, *told)
        name = str(uuid.uuid4())
        job = self.jobs[name] = _Job(model, body if isinstance(body, dict) else {}, planned.kind if planned else "")
        wrong = _wrong(body)
        if wrong:
            job.how = "invalid"
        elif job.how not in ("content_policy", "failed_job", "never_ends"):
            self._draw(name, job, request.headers["authorization"].removeprefix("Key "))
        app = "/".join(model.split("/")[:2])
        host = "https://queue.example.com" if job.how == "foreign_address" else self.url
        own = f"{host}/{app}/requests/{name}"
        return JSONResponse(
            {
                "status": "IN_QUEUE",
                "request_id": name,
                "response_url": own,
                "status_url": f"{own}/status",
                "cancel_url": f"{own}/cancel",
                "queue_position": 0,
            }
        )

    async def _status(self, request: Request) -> Response:
        job = self._job(request)
        if isinstance(job, Response):
            return job
        job.looks += 1
        name = request.path_params["id"]
        if job.looks <= _LOOKS or job.how == "never_ends":
            first = job.looks == 1
            state = {"status": "IN_QUEUE", "queue_position": 0} if first else {"status": "IN_PROGRESS"}
            return JSONResponse({**state, "request_id": name}, 202)
        done: dict[str, Any] = {"status": "COMPLETED", "request_id": name, "metrics": {"inference_time": 0.4}}
        if job.how == "failed_job":
            done |= {"error": "Runner disconnected while processing the request", "error_type": "runner_disconnected"}
        return JSONResponse(done)

    async def _result(self, request: Request) -> Response:
        job = self._job(request)
        if isinstance(job, Response):
            return job
        if job.how == "invalid":
            return JSONResponse({"detail": _wrong(job.body)}, 422)
        if job.how == "content_policy":
            row = {
                "loc": ["body", "prompt"],
                "msg": "The content could not be processed because it was flagged by a content checker.",
                "type": "content_policy_violation",
            }
            return JSONResponse({"detail": [row]}, 422, headers={"x-fal-error-type": "content_policy_violation"})
        if job.how == "expired":
            return _error(404, "Request not found or expired", "not_found")
        if job.looks <= _LOOKS:
            return JSONResponse({"detail": "Request is still in progress"}, 400)
        width, height = _size(job.body)
        return JSONResponse(
            {
                "images": [{"url": job.file, "width": width, "height": height, "content_type": "image/jpeg"}],
                "timings": {"inference": 0.4},
                "seed": job.body.get("seed", 1),
                "has_nsfw_concepts": [job.how == "nsfw"],
                "prompt": job.body["prompt"],
            }
        )

    async def _cancel(self, request: Request) -> Response:
        job = self._job(request)
        return job if isinstance(job, Response) else JSONResponse({"status": "ALREADY_COMPLETED"}, 400)

    async def _file(self, request: Request) -> Response:
        data = self.files.get(request.path_params["name"])
        if data is None:
            return Response("Not found", 404)
        kind = "text/html" if data.startswith(b"<!doctype") else "image/png" if data[1:4] == b"PNG" else "image/jpeg"
        return Response(data, media_type=kind)

    def _draw(self, name: str, job: _Job, key: str) -> None:
        width, height = _size(job.body)
        cost = math.ceil(width * height / 1e6) * PRICES[job.model]
        self.bills.charge(job.body, cost, key=key, model=job.model, id=name)
        data = picture(job.body["prompt"], width, height)
        if job.how in SPOILED:
            data = spoiled(job.how, data)
        self.files[f"{name}.jpg"] = data
        job.file = f"{self.url}/files/{name}.jpg"

    def _job(self, request: Request) -> _Job | Response:
        if not self._known(request):
            return self.refuse("invalid_key", 0)
        return self.jobs.get(request.path_params["id"]) or _error(404, "Request not found", "not_found")

    def _known(self, request: Request) -> bool:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        return scheme == "Key" and self.allowed(key)


def _wrong(body: Any) -> list[dict[str, Any]]:
    """What the model's own validation says."""
    if not isinstance(body, dict):
        return [{"loc": ["body"], "msg": "value is not a valid dict", "type": "type_error.dict"}]
    rows = [
        {"loc": ["body", name], "msg": "extra fields not permitted", "type": "value_error.extra"}
        for name in body
        if name not in _TYPES
    ]
    rows += [
        {"loc": ["body", name], "msg": "value has the wrong type", "type": "type_error"}
        for name, types in _TYPES.items()
        if name in body and (not isinstance(body[name], types) or (bool not in types and isinstance(body[name], bool)))
    ]
    if not str(body.get("prompt") or "").strip():
        rows.append({"loc": ["body", "prompt"], "msg": "field required", "type": "value_error.missing"})
    size = body.get("image_size", "landscape_4_3")
    if isinstance(size, str) and size not in _PRESETS:
        rows.append({"loc": ["body", "image_size"], "msg": "unexpected value", "type": "value_error.const"})
    if isinstance(size, dict) and not all(
        isinstance(size.get(s), int) and 64 <= size[s] <= 14_142 for s in ("width", "height")
    ):
        rows.append({"loc": ["body", "image_size"], "msg": "width and height are needed", "type": "value_error"})
    if body.get("output_format", "jpeg") not in ("jpeg", "png"):
        rows.append({"loc": ["body", "output_format"], "msg": "unexpected value", "type": "value_error.const"})
    if not 1 <= int(body.get("num_images", 1)) <= 4:
        rows.append({"loc": ["body", "num_images"], "msg": "between 1 and 4", "type": "value_error"})
    return rows


def _size(body: dict[str, Any]) -> tuple[int, int]:
    size = body.get("image_size", "landscape_4_3")
    return (size["width"], size["height"]) if isinstance(size, dict) else _PRESETS[size]


def _error(status: int, said: str, type_: str, headers: dict[str, str] | None = None) -> Response:
    head = {"x-fal-error-type": type_, **(headers or {})}
    return JSONResponse({"detail": said, "error_type": type_}, status, headers=head)
