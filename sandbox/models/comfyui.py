"""A ComfyUI server as the stand-in runs it: workflows in API format checked, queued, drawn, kept in memory."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.models.scenery import SPOILED, picture, spoiled
from sandbox.models.server import StandIn

NODES: dict[str, dict[str, str]] = {
    "CheckpointLoaderSimple": {"ckpt_name": "text"},
    "UNETLoader": {"unet_name": "text", "weight_dtype": "text"},
    "DualCLIPLoader": {"clip_name1": "text", "clip_name2": "text", "type": "text"},
    "VAELoader": {"vae_name": "text"},
    "CLIPTextEncode": {"text": "text", "clip": "link"},
    "EmptyLatentImage": {"width": "int", "height": "int", "batch_size": "int"},
    "EmptySD3LatentImage": {"width": "int", "height": "int", "batch_size": "int"},
    "FluxGuidance": {"guidance": "number", "conditioning": "link"},
    "KSampler": {
        "seed": "int", "steps": "int", "cfg": "number", "sampler_name": "text", "scheduler": "text",
        "denoise": "number", "model": "link", "positive": "link", "negative": "link", "latent_image": "link",
    },
    "VAEDecode": {"samples": "link", "vae": "link"},
    "SaveImage": {"filename_prefix": "text", "images": "link"},
    "PreviewImage": {"images": "link"},
}  # fmt: skip
"""The nodes that this server has, with their required inputs."""
_OUTPUTS = ("SaveImage", "PreviewImage")
_LOOKS = 1


@dataclass
class _Job:
    graph: dict[str, Any]
    how: str
    looks: int = 0


@dataclass
class ComfyStandIn(StandIn):
    """Without a key, as it is. With `adopts` it calls jobs as the client does, as newer servers do. "failed_job" ends
    in an error, "never_ends" keeps a job in the queue, "forgets" restarts after the job was queued; the others spoil
    the file."""

    keys: tuple[str, ...] = ()
    adopts: bool = True
    name: ClassVar[str] = "comfyui"
    own: ClassVar[tuple[str, ...]] = ("failed_job", "never_ends", "forgets", *SPOILED)
    jobs: dict[str, _Job] = field(default_factory=dict)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/system_stats", self._stats),
            Route("/prompt", self._prompt, methods=["POST"]),
            Route("/history/{id}", self._history),
            Route("/queue", self._queue),
            Route("/view", self._view),
        ]

    def refuse(self, kind: str, seconds: float) -> Response:
        del seconds
        status = {"rate_limit": 429, "bad_gateway": 502, "unavailable": 503, "overloaded": 503, "invalid_key": 401}
        return Response("Server got itself in trouble", status.get(kind, 500), media_type="text/plain")

    async def _stats(self, request: Request) -> Response:
        del request
        return JSONResponse({"system": {"os": "posix", "comfyui_version": "0.9.0"}, "devices": []})

    async def _prompt(self, request: Request) -> Response:
        try:
            body = await request.json()
        except ValueError:
            return Response("500 Internal Server Error", 500, media_type="text/plain")
        self.remember(request, body)
        graph = body.get("prompt") if isinstance(body, dict) else None
        if not isinstance(graph, dict) or not graph:
            return _refused({"type": "no_prompt", "message": "No prompt provided", "details": "No prompt provided"})
        for number, node in graph.items():
            if not isinstance(node, dict) or node.get("class_type") not in NODES:
                kind = node.get("class_type") if isinstance(node, dict) else ""
                said = f"Cannot execute because node {kind} does not exist."
                return _refused({"type": "invalid_prompt", "message": said, "details": f"Node ID '#{number}'"})
        if not any(node["class_type"] in _OUTPUTS for node in graph.values()):
            return _refused({"type": "prompt_no_outputs", "message": "Prompt has no outputs", "details": ""})
        wrong = {number: rows for number, node in graph.items() if (rows := list(_wrong(node, graph)))}
        if wrong:
            nodes = {
                number: {"errors": rows, "dependent_outputs": [], "class_type": graph[number]["class_type"]}
                for number, rows in wrong.items()
            }
            error = {"type": "prompt_outputs_failed_validation", "message": "Prompt outputs failed validation"}
            return _refused({**error, "details": ""}, nodes)
        asked = body.get("prompt_id")
        name = asked if self.adopts and isinstance(asked, str) else str(uuid.uuid4())
        planned = self.take("POST /prompt", *self.own)
        self.jobs[name] = _Job(graph, planned.kind if planned else "")
        self.bills.charge(graph, 0.0, id=name)
        return JSONResponse({"prompt_id": name, "number": len(self.jobs), "node_errors": {}})

    async def _history(self, request: Request) -> Response:
        name = request.path_params["id"]
        job = self.jobs.get(name)
        if job is not None:
            job.looks += 1
        if job is not None and job.how == "forgets":
            del self.jobs[name]
            job = None
        if job is None or job.how == "never_ends" or job.looks <= _LOOKS:
            return JSONResponse({})
        entry: dict[str, Any] = {"prompt": [1, name, job.graph, {}, []], "outputs": {}, "meta": {}}
        if job.how == "failed_job":
            facts = {"node_type": "KSampler", "exception_message": "Allocation on device: out of memory"}
            messages = [["execution_start", {}], ["execution_error", facts]]
            entry["status"] = {"status_str": "error", "completed": False, "messages": messages}
            return JSONResponse({name: entry})
        node = next(number for number, each in job.graph.items() if each["class_type"] in _OUTPUTS)
        kind = "output" if job.graph[node]["class_type"] == "SaveImage" else "temp"
        entry["outputs"] = {node: {"images": [{"filename": f"{name}.png", "subfolder": "", "type": kind}]}}
        entry["status"] = {"status_str": "success", "completed": True, "messages": [["execution_success", {}]]}
        return JSONResponse({name: entry})

    async def _queue(self, request: Request) -> Response:
        del request
        waiting = [
            [1, name, job.graph, {}, []]
            for name, job in self.jobs.items()
            if job.how == "never_ends" or job.looks <= _LOOKS
        ]
        return JSONResponse({"queue_running": waiting[:1], "queue_pending": waiting[1:]})

    async def _view(self, request: Request) -> Response:
        name = request.query_params.get("filename", "").removesuffix(".png")
        job = self.jobs.get(name)
        if job is None or request.query_params.get("type") not in ("output", "temp"):
            return Response("", 404)
        size = next(node["inputs"] for node in job.graph.values() if node["class_type"].startswith("Empty"))
        words = next(node["inputs"]["text"] for node in job.graph.values() if node["class_type"] == "CLIPTextEncode")
        data = picture(words, size["width"], size["height"], "PNG")
        if job.how in SPOILED:
            data = spoiled(job.how, data)
        return Response(data, media_type="image/png")


def _wrong(node: dict[str, Any], graph: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What is wrong with a node's inputs."""
    inputs = node.get("inputs") or {}
    for name, kind in NODES[node["class_type"]].items():
        value = inputs.get(name)
        if value is None:
            yield {"type": "required_input_missing", "message": "Required input is missing", "details": name}
        elif kind == "link" and not (isinstance(value, list) and len(value) == 2 and str(value[0]) in graph):
            yield {"type": "bad_linked_input", "message": "Bad linked input", "details": name}
        elif kind in ("int", "number") and (isinstance(value, bool) or not isinstance(value, (int, float))):
            said = f"Failed to convert an input value to a {kind.upper()} value"
            yield {"type": "invalid_input_type", "message": said, "details": f"{name}, {value!r}"}
        elif name in ("width", "height") and (value % 8 or not 16 <= value <= 16_384):
            yield {"type": "value_not_in_range", "message": "Value not in range", "details": name}


def _refused(error: dict[str, Any], nodes: dict[str, Any] | None = None) -> Response:
    return JSONResponse({"error": {"extra_info": {}, **error}, "node_errors": nodes or {}}, 400)
