"""How assets show people what was made: texts as they will appear, and pictures small enough for an event.

Dagster's UI shows Markdown of less than a thousand characters where it stands and longer Markdown behind a click. So
every post and picture gets a small entry of its own, and `preview` shows all of them together, larger.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

import av
from dagster import MetadataValue
from PIL import Image

from reprise.media import Media, MediaStore
from reprise.social.counting import length
from reprise.social.post import PostDraft
from reprise.social.rules import PlatformRules
from reprise.video.pictures.chosen import ChosenPicture
from reprise.video.pictures.visuals import Visuals

T = TypeVar("T")

INLINE = 999
"""Most characters that the UI shows without a click."""


@dataclass(frozen=True)
class Linked:
    """A cell that leads somewhere."""

    text: str
    address: str


_VERSION = "preview 1"  # grows whenever the same picture would be shown differently
_ADDRESS = re.compile(r"https?://[^\s<>]+")
_SIGNS = re.compile(r"[\\`*_\[\]<>#|~&]")
_LINE_START = re.compile(r"^( *\d*)([-+=.):])", re.MULTILINE)
_INDENT = re.compile(r"^ +", re.MULTILINE)


def posts_preview(posts: Sequence[PostDraft], rules: PlatformRules) -> dict[str, MetadataValue]:
    """Every post under its type, each text with its length as the platform counts it."""
    if not posts:
        return {"preview": MetadataValue.md("*No posts: switched off for this site, or nothing in the article fits.*")}
    shown = _numbered((post.type.replace("_", " "), _post(post, rules)) for post in posts)
    together = "\n\n---\n\n".join(f"**{name}**\n\n{text}" for name, text in shown.items())
    return {**{name: MetadataValue.md(text) for name, text in shown.items()}, "preview": MetadataValue.md(together)}


def pictures_preview(
    pictures: Iterable[tuple[str, Media, str]], store: MediaStore, *, inline: Container[str] | None = None
) -> dict[str, MetadataValue]:
    """Pictures by name, media and alt text: thumbnails, and in `preview` all of them larger with their alt texts.

    Args:
        inline: the names that get a thumbnail of their own; None for all.
    """
    listed = list(pictures)
    together = []
    for name, media, alt in listed:
        data = _kept(store, ["large", media.key], ".jpg", partial(_large, store.path(media)))
        large = _image(_cell(name), "jpeg", data)
        together.append("\n\n".join([f"**{_cell(name)}**", large, *([_cell(alt)] if alt else [])]))
    preview = MetadataValue.md("\n\n".join(together) or "*No pictures.*")
    small = [(name, media) for name, media, _ in listed if inline is None or name in inline]
    return {**thumbnails(small, store), "preview": preview}


def outside_metadata(visuals: Visuals) -> dict[str, MetadataValue]:
    """The pictures that the article did not bring: for which scene, from where, whose, under which licence; and why a
    scene that wanted one has none."""
    if not visuals.outside and not visuals.notes:
        return {}
    shown: dict[str, MetadataValue] = {}
    if visuals.outside:
        columns = ("scene", "kind", "by", "from", "licence")
        shown["pictures from outside"] = MetadataValue.md(table(columns, map(_outside_row, visuals.outside)))
    if visuals.notes:
        shown["no picture"] = MetadataValue.md("\n".join(f"- {plain(note)}" for note in visuals.notes))
    return shown


def _outside_row(picture: ChosenPicture) -> tuple[object, ...]:
    place: object = Linked(picture.service, picture.source) if picture.source else picture.service
    return picture.scene, picture.kind, picture.author or picture.model, place, picture.licence


def thumbnails(pictures: Iterable[tuple[str, Media]], store: MediaStore) -> dict[str, MetadataValue]:
    """Each picture under its name, as large as the UI shows it in place."""
    return {name: _thumbnail(media, _cell(name), store) for name, media in _numbered(pictures).items()}


def film_preview(film: Media, seconds: float, store: MediaStore, frames: int = 6) -> dict[str, MetadataValue]:
    """How a finished film opens, and in `preview` a strip of frames from all of it."""
    path, room = store.path(film), _room("opening")
    moments = [seconds * (number + 0.5) / frames for number in range(frames)]
    opening = _kept(store, ["opening", film.key, room], ".webp", lambda: _fitted(_frames(path, moments[:1])[0], room))
    strip = _kept(store, ["strip", film.key, frames], ".jpg", lambda: _strip(_frames(path, moments)))
    preview = MetadataValue.md(_image("frames of the film", "jpeg", strip))
    return {"opening": _shown(opening, "opening"), "preview": preview}


def _strip(stills: Sequence[Image.Image], gap: int = 6) -> bytes:
    """Stills of one size beside each other."""
    width, height = stills[0].size
    strip = Image.new("RGB", (len(stills) * (width + gap) - gap, height), "white")
    for place, still in enumerate(stills):
        strip.paste(still, (place * (width + gap), 0))
    return _encoded(strip, "JPEG", 72)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; what the cells say is never taken for Markdown."""
    lines = [columns, ["---"] * len(columns), *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def plain(text: str) -> str:
    """Text as it is, with its line breaks: only addresses become links, their queries left out."""
    parts, position = [], 0
    for address in _ADDRESS.finditer(text):
        parts += [_escaped(text[position : address.start()]), _link(address[0])]
        position = address.end()
    parts.append(_escaped(text[position:]))
    lines = _LINE_START.sub(r"\1\\\2", "".join(parts))  # no list, no heading
    indented = _INDENT.sub(lambda spaces: "\u00a0" * len(spaces[0]), lines)
    return indented.replace("\n", "  \n")


def _link(address: str) -> str:
    """The query of a tracked link is too long for a table; the link keeps it."""
    before, query, _ = address.partition("?")
    return f"[{_escaped(before)}?…](<{address}>)" if query else f"<{address}>"


def _escaped(text: str) -> str:
    return _SIGNS.sub(r"\\\g<0>", text)


def _cell(value: object) -> str:
    if isinstance(value, Linked):
        return f"[{_escaped(value.text)}](<{value.address}>)"
    return plain(" ".join(str(value).split()))


def _numbered(items: Iterable[tuple[str, T]]) -> dict[str, T]:
    """Items by name; a name that comes again is numbered."""
    named: dict[str, T] = {}
    times: Counter[str] = Counter()
    for name, item in items:
        times[name] += 1
        named[name if times[name] == 1 else f"{name} {times[name]}"] = item
    return named


def _post(post: PostDraft, rules: PlatformRules) -> str:
    title = [f"**{plain(post.title)}**"] if post.title else []
    texts = [f"{plain(text)}\n\n*{length(text, rules.text)} of {rules.text.limit}*" for text in post.texts]
    comment = [f"*First comment:* {plain(post.first_comment)}"] if post.first_comment else []
    return "\n\n".join([*title, *texts, *comment])


def _image(alt: str, kind: str, data: bytes) -> str:
    return f"![{alt}](data:image/{kind};base64,{base64.b64encode(data).decode()})"


def _large(path: Path) -> bytes:
    return _encoded(_opened(path, 320), "JPEG", 72)


def _thumbnail(media: Media, alt: str, store: MediaStore) -> MetadataValue:
    room = _room(alt)
    draw = partial(_drawn, store.path(media), room)
    return _shown(_kept(store, ["thumbnail", media.key, room], ".webp", draw), alt)


def _drawn(path: Path, room: int) -> bytes:
    return _fitted(_opened(path, 256), room)


def _kept(store: MediaStore, recipe: list[Any], suffix: str, draw: Callable[[], bytes]) -> bytes:
    """A preview that is drawn once for the same picture; it does not count among the pieces that `store` has made."""

    def produce(path: Path) -> None:
        path.write_bytes(draw())

    piece = MediaStore(store.root).make([_VERSION, *recipe], suffix, produce, kind="preview")
    return store.path(piece).read_bytes()


def _shown(data: bytes, alt: str) -> MetadataValue:
    return MetadataValue.md(_image(alt, "webp", data)) if len(data) <= _room(alt) else MetadataValue.text(alt)


def _room(alt: str) -> int:
    """Bytes of a picture whose Markdown the UI shows in place."""
    return (INLINE - len(_image(alt, "webp", b""))) // 4 * 3


def _fitted(image: Image.Image, room: int) -> bytes:
    """The widest WebP of at most `room` bytes, at the best quality that fits; the smallest there is if none does."""
    data = b""
    for width in (128, 112, 96, 80, 64, 48, 32, 16):
        small = image.copy()
        small.thumbnail((width, width * 5 // 4))
        for quality in (90, 75, 60, 45, 35, 25, 20):
            data = _encoded(small, "WEBP", quality)
            if len(data) <= room:
                return data
    return data


def _opened(path: Path, width: int) -> Image.Image:
    """A picture at most `width` wide and 1.25 times as high."""
    with Image.open(path) as image:
        image.draft("RGB", (width, width))
        small: Image.Image = image.convert("RGB")
    small.thumbnail((width, width * 5 // 4))
    return small


def _encoded(image: Image.Image, kind: str, quality: int) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, quality=quality, optimize=True)
    return buffer.getvalue()


def _frames(path: Path, moments: Sequence[float], width: int = 150) -> list[Image.Image]:
    """Frames of a film from about those seconds."""
    with av.open(str(path)) as film:
        return [_resized(_frame(film, moment), width) for moment in moments]


def _frame(film: av.container.InputContainer, moment: float) -> Image.Image:
    """The key frame before `moment`: the only one that can be had without decoding others."""
    film.seek(int(moment * av.time_base))
    return Image.fromarray(next(film.decode(video=0)).to_ndarray(format="rgb24"))


def _resized(image: Image.Image, width: int) -> Image.Image:
    return image.resize((width, round(width * image.height / image.width)))
