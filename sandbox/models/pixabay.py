"""Pixabay as the stand-in answers: the key in the query, errors in plain text, files that say whom they are for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.models.scenery import SPOILED
from sandbox.models.server import StandIn
from sandbox.models.shelf import Item, Shelf

_LANGUAGES = "cs da de en es fr id it hu nl no pl pt ro sk fi sv tr vi th bg ru el ja ko zh".split()  # noqa: SIM905
_BOTH = (
    "key", "q", "lang", "id", "category", "min_width", "min_height", "editors_choice", "safesearch", "order", "page",
    "per_page", "callback", "pretty",
)  # fmt: skip
_CHOICES = {
    "image_type": ("all", "photo", "illustration", "vector"), "video_type": ("all", "film", "animation"),
    "orientation": ("all", "horizontal", "vertical"), "safesearch": ("true", "false"),
    "order": ("popular", "latest"), "lang": tuple(_LANGUAGES),
}  # fmt: skip
_SHAPES = {"vertical": "portrait", "horizontal": "landscape", "all": "square"}


@dataclass
class PixabayStandIn(StandIn):
    """Both searches and the files. A plan of `SPOILED` spoils the next file that is found."""

    name: ClassVar[str] = "pixabay"
    own: ClassVar[tuple[str, ...]] = SPOILED
    shelf: Shelf = field(default_factory=Shelf)
    allowance: int = 100

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/", self._photos),
            Route("/api/videos/", self._videos),
            Route("/files/{number:int}.{kind}", self._file),
        ]

    def refuse(self, kind: str, seconds: float) -> Response:
        headers = {"X-RateLimit-Reset": f"{seconds:.0f}"} if seconds else {}
        status, said = {
            "rate_limit": (429, "API rate limit exceeded"),
            "server_error": (500, "Internal Server Error"),
            "bad_gateway": (502, "Bad Gateway"),
            "unavailable": (503, "Service Unavailable"),
            "overloaded": (503, "Service Unavailable"),
            "insufficient_quota": (429, "API rate limit exceeded"),
            "invalid_key": (400, "[ERROR 400] Invalid or missing API key (https://pixabay.com/api/docs/)."),
            "model_not_found": (404, "Not Found"),
            "too_long": (400, '[ERROR 400] "q" is out of valid range.'),
        }[kind]
        return PlainTextResponse(said, status, headers=headers)

    async def _photos(self, request: Request) -> Response:
        refused = self._refused(request, (*_BOTH, "image_type", "orientation", "colors"))
        if refused is not None:
            return refused
        asked = request.query_params
        shape = _SHAPES[asked.get("orientation", "all")]
        return self._page([self._photo(item) for item in self.shelf.photos(asked["q"], shape)])

    async def _videos(self, request: Request) -> Response:
        refused = self._refused(request, (*_BOTH, "video_type"))
        if refused is not None:
            return refused
        return self._page([self._video(item) for item in self.shelf.clips(request.query_params["q"], "landscape")])

    async def _file(self, request: Request) -> Response:
        return self.shelf.file(request.path_params["number"])

    def _refused(self, request: Request, known: tuple[str, ...]) -> Response | None:
        asked = dict(request.query_params)
        self.remember(request, asked)
        if not self.allowed(asked.get("key", "")):
            return self.refuse("invalid_key", 0)
        if self.allowance <= 0:
            return self.refuse("rate_limit", 60)
        wrong = next(_wrong(asked, known), None)
        return None if wrong is None else PlainTextResponse(f'[ERROR 400] "{wrong}" is out of valid range.', 400)

    def _page(self, rows: list[dict[str, Any]]) -> Response:
        self.allowance -= 1
        self.bills.charge([row["id"] for row in rows], 0.0)
        headers = {
            "X-RateLimit-Limit": "100", "X-RateLimit-Remaining": str(self.allowance), "X-RateLimit-Reset": "60",
        }  # fmt: skip
        return JSONResponse({"total": len(rows), "totalHits": len(rows), "hits": rows}, headers=headers)

    def _photo(self, item: Item) -> dict[str, Any]:
        self._spoil(item)
        file = f"{self.url}/files/{item.id}.jpg"
        return {
            **self._both(item, "photos"),
            "type": "photo",
            "previewURL": file,
            "previewWidth": 100,
            "previewHeight": 150,
            "webformatURL": file,
            "webformatWidth": 427,
            "webformatHeight": 640,
            "largeImageURL": file,
            "imageWidth": item.width,
            "imageHeight": item.height,
            "imageSize": 1_234_567,
        }

    def _video(self, item: Item) -> dict[str, Any]:
        self._spoil(item)
        file = f"{self.url}/files/{item.id}.mp4"
        sizes = {"medium": 1.5, "small": 1.0, "tiny": 0.5}
        still = f"{self.url}/files/{item.id}.jpg"
        videos: dict[str, Any] = {}
        for name, share in sizes.items():
            width, height = round(item.width * share), round(item.height * share)
            videos[name] = {"url": file, "width": width, "height": height, "size": 1_000_000, "thumbnail": still}
        videos["large"] = {"url": "", "width": 0, "height": 0, "size": 0, "thumbnail": ""}
        return {**self._both(item, "videos"), "type": "film", "duration": item.seconds, "videos": videos}

    def _both(self, item: Item, kind: str) -> dict[str, Any]:
        words = item.words.lower().replace(" ", "-")
        return {
            "id": item.id,
            "pageURL": f"https://pixabay.com/{kind}/{words}-{item.id}/",
            "tags": ", ".join(item.words.lower().split()),
            "views": 100,
            "downloads": 50,
            "likes": 5,
            "comments": 1,
            "user_id": item.maker_id,
            "user": item.maker,
            "userImageURL": "",
        }

    def _spoil(self, item: Item) -> None:
        planned = None if item.words.startswith("Something else") else self.take("GET /files", *SPOILED)
        if planned is not None:
            self.shelf.spoil[item.id] = planned.kind


def _wrong(asked: dict[str, str], known: tuple[str, ...]) -> Iterator[str]:
    if not 1 <= len(asked.get("q", "")) <= 100:
        yield "q"
    for name, value in asked.items():
        out_of_choice = name in _CHOICES and value not in _CHOICES[name]
        out_of_range = name == "per_page" and not (value.isdigit() and 3 <= int(value) <= 200)
        if name not in known or out_of_choice or out_of_range:
            yield name
