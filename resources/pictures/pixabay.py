"""Photographs and clips of Pixabay. It wants answers kept for a day, files downloaded, and its name shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any

from reprise.models.failures import FailureKind, ModelError
from reprise.video.pictures.wishes import Wish
from resources.models.text.sorting import clean, status_error
from resources.pictures.allowance import Allowance
from resources.pictures.base import Bench
from resources.pictures.stock import Hit, Sort
from resources.pictures.wire import Wire
from resources.platforms.api import Answer

_LANGUAGES = frozenset(
    "cs da de en es fr id it hu nl no pl pt ro sk fi sv tr vi th bg ru el ja ko zh nb".split()  # noqa: SIM905
)
"""Languages that are searched in (pixabay.com/api/docs, 2026-11); Norwegian is "no"."""
_ORIENTATIONS = {"portrait": "vertical", "landscape": "horizontal", "square": "all"}
_PER_PAGE, _LONGEST_QUERY = 30, 100
_SIZES = ("large", "medium", "small")


class PixabayLibrary:
    """Searches of one key, which goes with the query."""

    service = "Pixabay"
    licence = "Pixabay Content License, https://pixabay.com/service/license-summary/"
    languages = _LANGUAGES
    speaks = ""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._endpoint = bench.endpoint
        self._allowance = Allowance(bench, "requests")

    @cached_property
    def wire(self) -> Wire:
        return Wire(self._endpoint, params={"key": self._endpoint.key}, sort=self._sorted)

    def search(self, sort: Sort, query: str, wish: Wish) -> list[Hit]:
        self._allowance.require()
        params: dict[str, Any] = {
            "q": query[:_LONGEST_QUERY],
            "lang": "no" if wish.language == "nb" else wish.language,
            "safesearch": "true",
            "per_page": _PER_PAGE,
        }
        if sort == "photo":
            params |= {
                "image_type": "photo",
                "orientation": _ORIENTATIONS[wish.shape],
                "min_width": 720,
                "min_height": 720,
            }
        else:
            params |= {"video_type": "film", "min_width": 720, "min_height": 720}
        answer = self.wire.ask("GET", "/api/" if sort == "photo" else "/api/videos/", params=params)
        self._note(answer)
        rows = answer.object().get("hits")
        if not isinstance(rows, list):
            raise ModelError("The answer is not a search's.", kind="malformed", where=self._endpoint.name)
        hits = (_photo(row) if sort == "photo" else _clip(row, wish) for row in rows if isinstance(row, dict))
        return [hit for hit in hits if hit is not None]

    def _note(self, answer: Answer) -> None:
        seconds = answer.headers.get("x-ratelimit-reset", "")
        if seconds.isdigit():
            until = self._bench.clock.now() + timedelta(seconds=int(seconds))
            self._allowance.note(answer.headers.get("x-ratelimit-remaining"), until)

    def _sorted(self, answer: Answer) -> ModelError | None:
        """Its errors are plain text, and a wrong key is a 400."""
        said = clean(answer.content[:200].decode("utf-8", "replace").removeprefix("[ERROR 400]"), self._endpoint.key)
        if answer.status == 429:
            seconds = answer.headers.get("x-ratelimit-reset", "")
            self._allowance.spent(float(seconds) if seconds.isdigit() else None)
            error = status_error(self._endpoint, answer.status, headers=answer.headers)
            if error.retry_after is None and seconds.isdigit():
                error.retry_after = float(seconds)
            return error
        if answer.status == 400:
            kind: FailureKind = "auth" if "api key" in said.lower() else "validation"
            remedy = f"Correct {self._endpoint.key_variable}." if kind == "auth" else None
            return ModelError(f"Pixabay says: {said}", kind=kind, where=self._endpoint.name, remedy=remedy)
        return status_error(self._endpoint, answer.status, said=said, headers=answer.headers)


def _photo(row: Mapping[str, Any]) -> Hit | None:
    """A photograph as its largest file that every key gets (1280 pixels), or larger where the key may."""
    file = row.get("fullHDURL") or row.get("largeImageURL")
    if not isinstance(file, str) or not row.get("id"):
        return None
    width, height = int(row.get("imageWidth") or 0), int(row.get("imageHeight") or 0)
    most = 1920 if row.get("fullHDURL") else 1280
    shrunk = min(1.0, most / max(width, height, 1))
    return Hit(
        sort="photo",
        id=str(row["id"]),
        page=str(row.get("pageURL") or ""),
        author=str(row.get("user") or ""),
        file=file,
        words=str(row.get("tags") or ""),
        width=round(width * shrunk),
        height=round(height * shrunk),
    )


def _clip(row: Mapping[str, Any], wish: Wish) -> Hit | None:
    videos = row.get("videos")
    files = [videos.get(size) for size in _SIZES] if isinstance(videos, dict) else []
    usable = [file for file in files if isinstance(file, dict) and file.get("url") and file.get("width")]
    least = min(wish.width, wish.height)
    enough = [file for file in usable if min(file["width"], file.get("height") or 0) >= least * 0.9]
    if not enough or not row.get("id"):
        return None
    chosen = min(enough, key=lambda file: file["width"])
    return Hit(
        sort="clip",
        id=str(row["id"]),
        page=str(row.get("pageURL") or ""),
        author=str(row.get("user") or ""),
        file=str(chosen["url"]),
        words=str(row.get("tags") or ""),
        width=int(chosen["width"]),
        height=int(chosen["height"]),
        seconds=float(row.get("duration") or 0),
    )
