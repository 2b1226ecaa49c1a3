"""Photographs and clips of Pexels. Its guidelines ask for a link to the picture's page and its maker's name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from reprise.models.failures import ModelError
from reprise.video.pictures.wishes import Wish
from resources.models.text.sorting import status_error
from resources.pictures.allowance import Allowance
from resources.pictures.base import Bench
from resources.pictures.stock import Hit, Sort
from resources.pictures.wire import Wire
from resources.platforms.api import Answer
from resources.platforms.edge import moment

_LOCALES: Mapping[str, str] = {
    "en": "en-US", "pt": "pt-BR", "es": "es-ES", "ca": "ca-ES", "de": "de-DE", "it": "it-IT", "fr": "fr-FR",
    "sv": "sv-SE", "id": "id-ID", "pl": "pl-PL", "ja": "ja-JP", "zh": "zh-CN", "ko": "ko-KR", "th": "th-TH",
    "nl": "nl-NL", "hu": "hu-HU", "vi": "vi-VN", "cs": "cs-CZ", "da": "da-DK", "fi": "fi-FI", "uk": "uk-UA",
    "el": "el-GR", "ro": "ro-RO", "nb": "nb-NO", "no": "nb-NO", "sk": "sk-SK", "tr": "tr-TR", "ru": "ru-RU",
}  # fmt: skip
"""Languages that are searched in (www.pexels.com/api/documentation, 2026-11)."""
_PATHS: Mapping[Sort, str] = {"photo": "/v1/search", "clip": "/v1/videos/search"}
_PER_PAGE = 30
_SIDE = 2560


class PexelsLibrary:
    """Searches of one key."""

    service = "Pexels"
    licence = "Pexels License, https://www.pexels.com/license/"
    languages = frozenset(_LOCALES)
    speaks = "en"

    def __init__(self, bench: Bench) -> None:
        self._endpoint = bench.endpoint
        self._allowance = Allowance(bench, "requests")

    @cached_property
    def wire(self) -> Wire:
        return Wire(self._endpoint, headers={"Authorization": self._endpoint.key}, sort=self._sorted)

    def search(self, sort: Sort, query: str, wish: Wish) -> list[Hit]:
        self._allowance.require()
        params = {
            "query": query,
            "orientation": wish.shape,
            "size": "medium",
            "locale": _LOCALES[wish.language],
            "per_page": _PER_PAGE,
        }
        answer = self.wire.ask("GET", _PATHS[sort], params=params)
        headers = answer.headers
        self._allowance.note(headers.get("x-ratelimit-remaining"), moment(headers.get("x-ratelimit-reset")))
        rows = answer.object().get("photos" if sort == "photo" else "videos")
        if not isinstance(rows, list):
            raise ModelError("The answer is not a search's.", kind="malformed", where=self._endpoint.name)
        hits = (_photo(row) if sort == "photo" else _clip(row, wish) for row in rows if isinstance(row, dict))
        return [hit for hit in hits if hit is not None]

    def _sorted(self, answer: Answer) -> ModelError | None:
        if answer.status == 429:  # without a word on when: its allowance is by the hour
            self._allowance.spent()
        said = str(answer.object().get("error") or answer.object().get("code") or "")
        return status_error(self._endpoint, answer.status, said=said, headers=answer.headers)


def _photo(row: Mapping[str, Any]) -> Hit | None:
    source = row.get("src")
    original = source.get("original") if isinstance(source, dict) else None
    if not isinstance(original, str) or not row.get("id"):
        return None
    width, height = int(row.get("width") or 0), int(row.get("height") or 0)
    longest = "w" if width >= height else "h"
    return Hit(
        sort="photo",
        id=str(row["id"]),
        page=str(row.get("url") or ""),
        author=str(row.get("photographer") or ""),
        file=f"{original}?auto=compress&cs=srgb&{longest}={_SIDE}",
        words=str(row.get("alt") or ""),
        width=width,
        height=height,
    )


def _clip(row: Mapping[str, Any], wish: Wish) -> Hit | None:
    """The file of a clip that is no larger than the film needs."""
    files = [
        file
        for file in row.get("video_files") or ()
        if isinstance(file, dict)
        and file.get("file_type") == "video/mp4"
        and file.get("quality") != "hls"
        and file.get("width")
        and file.get("height")
        and isinstance(file.get("link"), str)
    ]
    least = min(wish.width, wish.height)
    enough = [file for file in files if min(file["width"], file["height"]) >= least * 0.9]
    if not enough or not row.get("id"):
        return None
    chosen = min(enough, key=lambda file: file["width"] * file["height"])
    user = row.get("user")
    page = str(row.get("url") or "")
    return Hit(
        sort="clip",
        id=str(row["id"]),
        page=page,
        author=str(user.get("name") or "") if isinstance(user, dict) else "",
        file=str(chosen["link"]),
        words=page.rstrip("/").rsplit("/", 1)[-1].replace("-", " "),
        width=int(chosen["width"]),
        height=int(chosen["height"]),
        seconds=float(row.get("duration") or 0),
    )
