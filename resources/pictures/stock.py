"""What libraries of photographs and clips have in common: searched in the scene's language, the best fit that the film
does not have yet, downloaded to be kept."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, Protocol

from reprise.briefs.language import content_terms
from reprise.models.buying import Answered, Order, Slip
from reprise.models.failures import ModelError
from reprise.models.used import Used
from reprise.video.pictures.wishes import Wish
from resources.pictures.base import Bench, Found
from resources.pictures.checked import MOST_CLIP_BYTES, checked_clip, checked_picture
from resources.pictures.fetch import MAX_BYTES
from resources.pictures.wire import Wire

Sort = Literal["photo", "clip"]
_VERSION = 1
"""Raise it when a search asks for something else, so that old answers are not found."""
_QUERIES = 3
_TRIES = 3
"""Files that are downloaded for a wish before the library is given up."""
_TYPES: dict[Sort, tuple[str, ...]] = {
    "photo": ("image/", "application/octet-stream", "binary/octet-stream"),
    "clip": ("video/", "application/octet-stream", "binary/octet-stream"),
}
_SPARE = 0.7
"""Of a scene's seconds that a clip lasts at least: the rest is seen again from its beginning."""


@dataclass(frozen=True)
class Hit:
    """One find: `file` is where it is downloaded from, `words` what the library says of it, `seconds` a clip's."""

    sort: Sort
    id: str
    page: str
    author: str
    file: str
    words: str
    width: int
    height: int
    seconds: float = 0.0

    @property
    def body(self) -> dict[str, Any]:
        return dict(vars(self))


class Library(Protocol):
    """One library, as `Stock` asks it. `languages` are those it is searched in; `speaks` that of its descriptions (""
    for the one that was searched in)."""

    service: str
    licence: str
    languages: frozenset[str]
    speaks: str

    @property
    def wire(self) -> Wire: ...

    def search(self, sort: Sort, query: str, wish: Wish) -> list[Hit]:
        """Raises `ModelError`."""
        ...


class Stock:
    """Pictures and clips of one library. A search and a download are calls of their own: both are kept, so neither is
    made twice, and a film that is made again looks the same."""

    def __init__(self, bench: Bench, library: Library) -> None:
        self._bench = bench
        self._library = library

    def find(self, wish: Wish, taken: Container[str]) -> Found:
        library, name = self._library, self._bench.endpoint.name
        if wish.language not in library.languages:
            raise ModelError(f"{library.service} is not searched in {wish.language!r}.", kind="unavailable", where=name)
        tries, trouble = 0, None
        for hit in self._hits(wish):
            identity = f"{self._bench.endpoint.type} {hit.sort} {hit.id}"
            if identity in taken:
                continue
            if tries == _TRIES:
                break
            tries += 1
            try:
                answered = self._bench.line.call(self._download(hit), partial(self._fetched, hit))
            except ModelError as error:
                if error.kind not in ("malformed", "unavailable"):
                    raise
                trouble = error
                continue
            return Found(
                answered,
                "clip" if hit.sort == "clip" else "photo",
                identity,
                library.service,
                alt=wish.subject,
                author=hit.author,
                source=hit.page,
                licence=library.licence,
            )
        if trouble is not None:
            raise trouble
        asked = ", ".join(repr(query) for query in wish.queries[:_QUERIES])
        raise ModelError(f"{library.service} has nothing that fits {asked}.", kind="unavailable", where=name)

    def _hits(self, wish: Wish) -> Iterator[Hit]:
        """The finds of one search after the other, the best fit first; those whose descriptions share no word with the
        wish are left out."""
        sorts: tuple[Sort, ...] = ("clip", "photo") if self._bench.clips else ("photo",)
        for query in wish.queries[:_QUERIES]:
            for sort in sorts:
                asking = partial(self._asked, sort, query, wish)
                answered = self._bench.line.call(self._order(sort, query, wish), asking)
                rows = answered.body if isinstance(answered.body, list) else []
                yield from self._ranked([Hit(**row) for row in rows], wish)

    def _ranked(self, hits: Sequence[Hit], wish: Wish) -> list[Hit]:
        language = self._library.speaks or wish.language
        if language != wish.language:
            return [hit for hit in hits if _usable(hit, wish)]
        shared = {hit.id: len(wish.terms & frozenset(content_terms(hit.words, language))) for hit in hits}
        fitting = [hit for hit in hits if _usable(hit, wish) and (shared[hit.id] or not hit.words.strip())]
        return sorted(fitting, key=lambda hit: -min(2, shared[hit.id]))

    def _order(self, sort: Sort, query: str, wish: Wish) -> Order:
        asked = {"search": sort, "query": query, "language": wish.language, "shape": wish.shape, "version": _VERSION}
        return Order(task="stock", model=sort, content=asked, at_most=Used(), units=0)

    def _asked(self, sort: Sort, query: str, wish: Wish, slip: Slip) -> Answered:
        del slip  # asking again costs nothing
        return Answered(body=[hit.body for hit in self._library.search(sort, query, wish)])

    def _download(self, hit: Hit) -> Order:
        return Order(task="stock", model=hit.sort, content={"download": hit.id, "version": _VERSION}, at_most=Used())

    def _fetched(self, hit: Hit, slip: Slip) -> Answered:
        del slip
        most = MOST_CLIP_BYTES if hit.sort == "clip" else MAX_BYTES
        data = self._library.wire.fetch(hit.file, _TYPES[hit.sort], most=most)
        name = self._bench.endpoint.name
        if hit.sort == "clip":
            return checked_clip(data, Used(), where=name)
        return checked_picture(data, Used(), where=name, remote=hit.id)


def _usable(hit: Hit, wish: Wish) -> bool:
    """Whether it is of a shape and size that fills the film, and a clip long enough."""
    if hit.sort == "clip" and hit.seconds < wish.seconds * _SPARE:
        return False
    if not hit.width or not hit.height:
        return True
    scale = max(wish.width / hit.width, wish.height / hit.height)
    kept = (wish.width / scale) * (wish.height / scale) / (hit.width * hit.height)
    return scale <= 1.7 and kept >= 0.42
