"""The bytes of a film on Meta's upload host, for accounts connected with Facebook Login."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.routing import Route

from sandbox.graph import rupload
from sandbox.graph.serving import Graph, UploadProblem, guarded, header_grant
from sandbox.instagram import containers
from sandbox.instagram.state import Account, State
from sandbox.kit import Grant, Kit


def route(kit: Kit, state: State, graph: Graph, opened: Callable[[Grant], tuple[Account, ...]]) -> Route:
    """POST /ig-api-upload/{version}/{container}: bytes with `offset` and `file_size`, or `file_url`."""

    async def serve(request: Request) -> dict[str, Any]:
        grant = header_grant(graph, request)
        container = state.container(request.path_params["container"])
        if container is None or container.account not in {account.id for account in opened(grant)}:
            raise UploadProblem("NotAuthorizedError", "There is no such upload session for this token", status=403)
        late = container.expires or kit.clock.now() - container.created >= containers.LIFE
        if container.state == "UPLOADING" and (late or state.orders.take("upload") is not None):
            state.set_container(container.id, state="EXPIRED")
            raise UploadProblem("ProcessingFailedError", "The upload session is gone", status=404)
        if container.state == "EXPIRED":
            raise UploadProblem("ProcessingFailedError", "The upload session is gone", status=404)
        if container.state != "UPLOADING":
            raise UploadProblem("ProcessingFailedError", "The upload is complete already, or there is none")
        path = state.file(f"container-{container.id}")
        size, complete = await rupload.take(request, path, container.size)
        state.set_container(container.id, size=size)
        if not complete:
            raise rupload.partial()
        await run_in_threadpool(containers.uploaded, state, container, path)
        return {"success": True, "message": "Upload successful."}

    return Route("/ig-api-upload/{version}/{container}", guarded(serve), methods=["POST"])
