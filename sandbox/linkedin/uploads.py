"""The addresses that files are sent to: images and documents with the member's token, parts of films without one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.kit import Kit
from sandbox.linkedin.api import authorise, count
from sandbox.linkedin.assets import settle
from sandbox.linkedin.limits import MAX_DOCUMENT, PART
from sandbox.linkedin.problems import ApiProblem, forbidden, invalid
from sandbox.linkedin.state import Asset, State
from sandbox.orders import Orders
from sandbox.receiving import TooMuch, receive

_EXTRA = 20 << 20  # bytes of captions or a thumbnail


def routes(kit: Kit, state: State, orders: Orders) -> list[Route]:
    uploads = Uploads(kit, state, orders)
    return [
        Route("/dms-uploads/{id}/uploaded-image/0", uploads.on(uploads.single), methods=["PUT", "POST"]),
        Route("/dms-uploads/{id}/uploaded-document/0", uploads.on(uploads.single), methods=["PUT", "POST"]),
        Route("/dms-uploads/{id}/uploadedVideo/{number:int}", uploads.on(uploads.part), methods=["PUT"]),
        Route("/dms-uploads/{id}/{extra}/0", uploads.on(uploads.extra), methods=["PUT", "POST"]),
    ]


class Uploads:
    """Each address holds for one asset and for some time."""

    def __init__(self, kit: Kit, state: State, orders: Orders) -> None:
        self._kit = kit
        self._state = state
        self._orders = orders

    def on(self, action: Callable[[Request, Asset], Any]) -> Callable[[Request], Any]:
        """A route's handler: find the asset, act, and answer problems."""

        async def serve(request: Request) -> Response:
            try:
                answer: Response = await action(request, self._asset(request))
            except ApiProblem as problem:
                return JSONResponse(problem.body, problem.status)
            return answer

        return serve

    async def single(self, request: Request, asset: Asset) -> Response:
        """A whole image or document; the owner's token is needed."""
        if asset.kind != request.url.path.split("/")[-2].removeprefix("uploaded-"):
            raise invalid("The address is of another kind of asset")
        grant, member = authorise(request, self._kit, self._state)
        count(self._state, grant, member, self._kit.clock.now())
        owner = self._state.account(asset.owner)
        if owner is None or member.id not in (owner.id, owner.admin):
            raise forbidden(f"Not the {asset.kind} owner")
        if asset.state != "WAITING_UPLOAD":
            raise invalid("The asset was uploaded already", "UPDATING_ASSET_FAILED")
        await _take(request, self._state.file(asset.urn), MAX_DOCUMENT + PART)
        fails = self._orders.take("processing") == "fail"
        await run_in_threadpool(lambda: settle(self._state, asset, fails=fails))
        return Response(status_code=201)

    async def part(self, request: Request, asset: Asset) -> Response:
        """One part of a film, of exactly the bytes that were asked for; its etag names it when all is finished."""
        if "authorization" in request.headers:
            raise invalid("Video upload URLs are signed and take no Authorization header")
        if request.headers.get("content-type") != "application/octet-stream":
            raise ApiProblem(415, "UNSUPPORTED_MEDIA_TYPE", "application/octet-stream is required")
        number = int(request.path_params["number"])
        size = min(PART, asset.total - number * PART)
        if asset.kind != "video" or size <= 0:
            raise invalid("The address is of no part of this video")
        if asset.state != "WAITING_UPLOAD":
            raise invalid("The upload of this video is finalized already", "UPDATING_ASSET_FAILED")
        path = self._state.file(asset.urn, str(number))
        came = await _take(request, path, size)
        if came != size:
            path.unlink()
            raise invalid(f"The part has {came} of {size} bytes")
        etag = f"/ambry-video/signedId/{hashlib.sha256(path.read_bytes()).hexdigest()}-{number}"
        with self._state.change() as db:
            db.execute("INSERT OR REPLACE INTO parts VALUES (?, ?, ?)", (asset.urn, number, etag))
        return Response(status_code=200, headers={"etag": etag})

    async def extra(self, request: Request, asset: Asset) -> Response:
        """Captions or a thumbnail that were announced with a film."""
        name = request.path_params["extra"]
        if name not in asset.wants:
            raise invalid(f"No {name} were announced for this video")
        await _take(request, self._state.file(asset.urn, name), _EXTRA)
        self._state.set_asset(asset.urn, has=" ".join(sorted(asset.has | {name})))
        return Response(status_code=201)

    def _asset(self, request: Request) -> Asset:
        asset = self._state.asset_of(request.path_params["id"])
        if asset is None or request.query_params.get("ut") != asset.token:
            raise ApiProblem(404, "NOT_FOUND", "There is no such upload")
        if asset.expires_at <= self._kit.clock.now().timestamp():
            raise ApiProblem(401, "EXPIRED_UPLOAD_URL", f"The {asset.kind.capitalize()} upload URL is expired")
        return asset


async def _take(request: Request, path: Path, most: int) -> int:
    try:
        came = await receive(request, path, at=0, limit=most)
    except TooMuch:
        raise ApiProblem(413, "REQUEST_ENTITY_TOO_LARGE", f"More than {most} bytes came") from None
    if not came:
        raise invalid("The file is empty")
    return came
