"""What the stand-ins of stock libraries have on their shelves for any words: photographs and clips, some of another
shape, some of something else."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from starlette.responses import Response

from sandbox.models.scenery import SPOILED, clip, picture, spoiled

MAKERS = ("Mara Lind", "Ravi Nair", "Sofia Østby", "J. Okafor", "Chen Wei", "Ana Prado")
_SHAPES = {"portrait": (1080, 1920), "landscape": (1920, 1080), "square": (1440, 1440)}
_CLIP_SHAPES = {"portrait": (720, 1280), "landscape": (1280, 720), "square": (720, 720)}


@dataclass(frozen=True)
class Item:
    """A picture or clip: `words` describe it."""

    id: int
    words: str
    maker: str
    width: int
    height: int
    seconds: int = 0

    @property
    def maker_id(self) -> int:
        return 1000 + MAKERS.index(self.maker)


@dataclass
class Shelf:
    """Finds for words, the same every time, and their files by number. `empty` has nothing for anything."""

    empty: bool = False
    spoil: dict[int, str] = field(default_factory=dict)
    items: dict[int, Item] = field(default_factory=dict)
    fetched: list[int] = field(default_factory=list)

    def photos(self, words: str, shape: str) -> list[Item]:
        return self._found("photo", words, shape, _SHAPES, 0)

    def clips(self, words: str, shape: str) -> list[Item]:
        return self._found("clip", words, shape, _CLIP_SHAPES, 12)

    def file(self, number: int) -> Response:
        """The file of an item."""
        item = self.items.get(number)
        if item is None:
            return Response("Not found", 404)
        self.fetched.append(number)
        size = (item.width, item.height)
        data = clip(item.words, *size, 3.0) if item.seconds else picture(f"{item.id} {item.words}", *size)
        kind = "video/mp4" if item.seconds else "image/jpeg"
        how = self.spoil.get(number, "")
        if how == "wrong_mime":
            kind = "text/html"
        if how in SPOILED:
            data = spoiled(how, data)
        return Response(data, media_type=kind)

    def _found(self, sort: str, words: str, shape: str, shapes: dict[str, tuple[int, int]], seconds: int) -> list[Item]:
        if self.empty or not words.strip():
            return []
        start = int.from_bytes(hashlib.sha256(f"{sort} {words}".encode()).digest()[:3], "big") * 10
        width, height = shapes[shape]
        told = ("Something else entirely in a harbour", f"Close view of {words}", f"{words.capitalize()} on a table",
                f"A person working with {words}")  # fmt: skip
        rows = [
            Item(start + place, text, MAKERS[(start + place) % len(MAKERS)], width, height, seconds)
            for place, text in enumerate(told)
        ]
        self.items |= {item.id: item for item in rows}
        return rows
