"""A provider that only takes money: answers at once, works that are waited for, and works that the caller names."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.models.server import StandIn

INPUT, OUTPUT = 0.75, 4.50
"""US dollars for a million tokens: gpt-5.4-mini's price, which the stand-in knows by itself."""


class Till(StandIn):
    """What a request costs follows from its number. Work is paid when it is accepted."""

    name: ClassVar[str] = "till"

    def __post_init__(self) -> None:
        super().__post_init__()
        self._works: dict[str, dict[str, Any]] = {}
        self._change = threading.Lock()

    def routes(self) -> Sequence[BaseRoute]:
        return (
            Route("/answers", self._answer, methods=["POST"]),
            Route("/works", self._accept, methods=["POST"]),
            Route("/works/{name}", self._look, methods=["GET"]),
            Route("/named/{name}", self._name, methods=["PUT"]),
            Route("/named/{name}", self._look, methods=["GET"]),
        )

    def refuse(self, kind: str, seconds: float) -> Response:
        status = {"rate_limit": 429, "server_error": 500, "overloaded": 529}.get(kind, 503)
        return JSONResponse({"error": kind}, status, {"Retry-After": f"{seconds:g}"})

    async def _answer(self, request: Request) -> Response:
        return JSONResponse(self._sold((await request.json())["number"]))

    async def _accept(self, request: Request) -> Response:
        sold = self._sold((await request.json())["number"])
        self._works[sold["id"]] = sold
        return JSONResponse({"id": sold["id"]}, 202)

    async def _name(self, request: Request) -> Response:
        number = (await request.json())["number"]
        name = request.path_params["name"]
        if name not in self._works:
            self._works[name] = self._sold(number)
        return JSONResponse(self._works[name])

    async def _look(self, request: Request) -> Response:
        found = self._works.get(request.path_params["name"])
        return JSONResponse(found) if found else JSONResponse({"error": "not_found"}, 404)

    def _sold(self, number: int) -> dict[str, Any]:
        reads, writes = 1000 + number, 100 + number * 7 % 900
        with self._change:
            name = f"sale-{len(self.bills.all())}"
            self.bills.charge({"number": number}, (reads * INPUT + writes * OUTPUT) / 1e6, id=name)
        return {"id": name, "text": f"answer {number}", "usage": {"input": reads, "output": writes}}
