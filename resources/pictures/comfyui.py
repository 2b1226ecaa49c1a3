"""Pictures by a ComfyUI server of the site's own: its workflow filled in, queued once, fetched when it is done."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from reprise.digest import digest
from reprise.errors import BadSettings
from reprise.models.buying import Answered, Order, Slip
from reprise.models.failures import ModelError
from reprise.models.used import Used
from reprise.site_files import site_path
from reprise.video.pictures.wishes import Wish
from resources.models.endpoints import Endpoint
from resources.models.text.sorting import clean
from resources.pictures.base import Bench, content, seed_of, size_of
from resources.pictures.checked import checked_picture
from resources.pictures.fetch import MAX_BYTES
from resources.pictures.wire import Wire, poll
from resources.platforms.api import Answer

LICENCE = "generated on the site's own server; the licence of its model applies"
_FIELD = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_WANTED = ("prompt", "width", "height", "seed")
_PIXELS = 1_400_000
_LARGEST = 2_000_000
_ID = re.compile(r"^[A-Za-z0-9_-]{1,80}$")


class Workflow:
    """A workflow in API format with `{{prompt}}`, `{{width}}`, `{{height}}` and `{{seed}}` where these go. A value that
    is nothing but a number's field becomes a number."""

    def __init__(self, path: Path, where: str) -> None:
        try:
            if path.stat().st_size > _LARGEST:
                raise BadSettings("The workflow is larger than 2 MB.", where=where)
            graph = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BadSettings(
                f"The workflow {path.name!r} cannot be read as JSON ({type(error).__name__}).",
                where=where,
                remedy="Export it in ComfyUI with Workflow → Export (API).",
            ) from error
        self.graph = _checked(graph, path.name, where)

    def filled(self, **values: str | int) -> dict[str, Any]:
        """The workflow with its fields filled in; what is filled in is never filled in again."""
        found = _replaced(self.graph, values)
        assert isinstance(found, dict)
        return found


def _checked(graph: Any, name: str, where: str) -> dict[str, Any]:
    remedy = "Export it in ComfyUI with Workflow → Export (API)."
    if not isinstance(graph, dict) or not graph or "nodes" in graph:
        raise BadSettings(f"The workflow {name!r} is not in API format.", where=where, remedy=remedy)
    for number, node in graph.items():
        if not (
            isinstance(node, dict) and isinstance(node.get("class_type"), str) and isinstance(node.get("inputs"), dict)
        ):
            raise BadSettings(f"Node {number} of the workflow {name!r} is none.", where=where, remedy=remedy)
    fields = set(_FIELD.findall(json.dumps(graph)))
    missing, odd = [each for each in _WANTED if each not in fields], sorted(fields - set(_WANTED))
    if missing or odd:
        what = [f"lacks {', '.join('{{' + each + '}}' for each in missing)}"] if missing else []
        what += [f"has {', '.join('{{' + each + '}}' for each in odd)}, which means nothing"] if odd else []
        raise BadSettings(
            f"The workflow {name!r} {' and '.join(what)}.",
            where=where,
            remedy='Write the fields as text into its nodes: "{{prompt}}" where the prompt stands, and so on.',
        )
    return graph


def _replaced(value: Any, values: Mapping[str, str | int]) -> Any:
    if isinstance(value, dict):
        return {name: _replaced(each, values) for name, each in value.items()}
    if isinstance(value, list):
        return [_replaced(each, values) for each in value]
    if not isinstance(value, str):
        return value
    alone = _FIELD.fullmatch(value.strip())
    if alone and alone[1] in values:
        return values[alone[1]]
    return _FIELD.sub(lambda match: str(values.get(match[1], match[0])), value)


@lru_cache(maxsize=16)
def _read(path: Path, changed: int, where: str) -> Workflow:
    del changed  # the file's time: an edit is read anew
    return Workflow(path, where)


def workflow_of(endpoint: Endpoint, folder: Path) -> Workflow:
    """The site's workflow. Raises `BadSettings` when none is set or it cannot be used."""
    where = f"models.providers.{endpoint.name}.workflow"
    name = endpoint.settings.workflow
    if not name:
        raise BadSettings("No workflow is set.", where=where, remedy="Name a JSON file beside the site's file.")
    path = site_path(folder, name, what="workflow", suffixes=(".json",))
    return _read(path, path.stat().st_mtime_ns, where)


def look(endpoint: Endpoint) -> Callable[[], None]:
    """What asks the server whether it is well; raises `ModelError`."""
    wire = Wire(endpoint)

    def asked() -> None:
        wire.ask("GET", "/system_stats")

    return asked


class ComfyPainter:
    """Draws with the site's workflow. History is in the server's memory: a restart forgets what it drew."""

    service = "ComfyUI"

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._endpoint = bench.endpoint
        self._workflow = workflow_of(bench.endpoint, bench.folder)
        self.model = bench.endpoint.model or f"workflow {digest(self._workflow.graph)[:8]}"

    @cached_property
    def _wire(self) -> Wire:
        key = self._endpoint.key
        headers = {"Authorization": f"Bearer {key}"} if key else {}  # for a proxy before it: ComfyUI itself knows none
        return Wire(self._endpoint, headers=headers, sort=self._sorted)

    def order(self, wish: Wish, variant: int) -> Order:
        size, one = size_of(wish, 16, _PIXELS), Used(images=1)
        what = content(wish, size, variant, workflow=digest(self._workflow.graph))
        return Order(task="picture", model=self.model, content=what, at_most=one, expected=one)

    def send(self, wish: Wish, variant: int, slip: Slip) -> Answered:
        width, height = size_of(wish, 16, _PIXELS)
        graph = self._workflow.filled(prompt=wish.prompt, width=width, height=height, seed=seed_of(wish, variant))
        slip.note({"prompt_id": slip.id})  # newer servers take it; older ones name it themselves
        body = {"prompt": graph, "client_id": slip.id, "prompt_id": slip.id}
        answer = self._wire.ask("POST", "/prompt", body=body).object()
        prompt = answer.get("prompt_id")
        if not isinstance(prompt, str) or not _ID.match(prompt):
            raise ModelError("ComfyUI does not say what it calls the job.", kind="malformed", where=self._endpoint.name)
        slip.note({"prompt_id": prompt})
        return self._outcome(prompt)

    def resume(self, call: str, handle: Mapping[str, Any]) -> Answered | None:
        """None where the server knows nothing of it, neither done nor waiting."""
        prompt = str(handle.get("prompt_id") or call)
        if not self._history(prompt) and not self._waiting(prompt):
            return None
        return self._outcome(prompt)

    def _outcome(self, prompt: str) -> Answered:
        found: dict[str, Any] = {}

        def done() -> bool:
            found.update(self._history(prompt))
            return bool(found)

        poll(done, seconds=self._endpoint.settings.timeout, wait=self._bench.wait, endpoint=self._endpoint)
        status = found.get("status")
        if isinstance(status, dict) and status.get("status_str") == "error":
            raise ModelError(f"ComfyUI failed: {_why(status)}", kind="server", where=self._endpoint.name)
        image = _image(found)
        if image is None:
            raise ModelError(
                "The workflow saved no picture.",
                kind="validation",
                where=self._endpoint.name,
                remedy="End it with a node SaveImage.",
            )
        data = self._wire.ask("GET", "/view", params=image, accepted=True, file=True, most=MAX_BYTES).content
        return checked_picture(data, Used(images=1), where=self._endpoint.name, remote=prompt)

    def _history(self, prompt: str) -> dict[str, Any]:
        found = self._wire.ask("GET", f"/history/{prompt}", accepted=True).object().get(prompt)
        return found if isinstance(found, dict) else {}

    def _waiting(self, prompt: str) -> bool:
        queue = self._wire.ask("GET", "/queue", accepted=True).object()
        rows = [*(queue.get("queue_running") or ()), *(queue.get("queue_pending") or ())]
        return any(isinstance(row, list) and len(row) > 1 and row[1] == prompt for row in rows)

    def _sorted(self, answer: Answer) -> ModelError | None:
        """What a workflow is refused for stands beside its nodes."""
        errors, nodes = answer.object().get("error"), answer.object().get("node_errors")
        if answer.status != 400 or not isinstance(errors, dict):
            return None
        details = [str(errors.get("message", "")), str(errors.get("details", ""))]
        for number, node in nodes.items() if isinstance(nodes, dict) else ():
            rows = node.get("errors") or () if isinstance(node, dict) else ()
            details += [f"node {number}: {row.get('message', '')} {row.get('details', '')}" for row in rows]
        said = clean("; ".join(filter(None, (each.strip() for each in details))), self._endpoint.key)
        return ModelError(
            f"ComfyUI does not take the workflow: {said}",
            kind="validation",
            where=self._endpoint.name,
            remedy=f"Correct models.providers.{self._endpoint.name}.workflow.",
        )


def _image(found: Mapping[str, Any]) -> dict[str, str] | None:
    """Where the first picture that was saved (not only shown) is."""
    outputs = found.get("outputs")
    rows = [
        image
        for node in (outputs.values() if isinstance(outputs, dict) else ())
        if isinstance(node, dict)
        for image in node.get("images") or ()
        if isinstance(image, dict) and isinstance(image.get("filename"), str)
    ]
    rows.sort(key=lambda image: image.get("type") != "output")
    if not rows:
        return None
    first = rows[0]
    return {name: str(first.get(name) or "") for name in ("filename", "subfolder", "type")}


def _why(status: Mapping[str, Any]) -> str:
    for message in status.get("messages") or ():
        if isinstance(message, list) and len(message) == 2 and message[0] == "execution_error":
            facts = message[1] if isinstance(message[1], dict) else {}
            return clean(f"{facts.get('node_type', 'a node')}: {facts.get('exception_message', 'an error')}", "")
    return "it does not say why"
