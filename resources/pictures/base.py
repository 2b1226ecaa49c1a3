"""What every provider of pictures is asked and brings: one picture for a wish, checked, in the media store."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from reprise.clock import Clock, SystemClock
from reprise.digest import digest
from reprise.models.buying import Answered, Line, Order, Slip
from reprise.models.failures import ModelError
from reprise.models.trail import Step
from reprise.store.limits import Limits
from reprise.video.pictures.chosen import ChosenPicture, PictureKind
from reprise.video.pictures.wishes import Wish
from resources.models.endpoints import Endpoint

_VARIANTS = 3
"""Pictures that a model draws of the same words before it is given up to find another one."""


@dataclass(frozen=True)
class Bench:
    """What a provider of pictures stands on.

    Args:
        folder: where the site's file is, for files beside it.
        limits: allowances shared between processes; None: nothing is known.
        wait: pauses for so many seconds between two looks at a job.
        clips: whether libraries may bring moving pictures.
    """

    endpoint: Endpoint
    line: Line
    folder: Path = Path()
    limits: Limits | None = None
    clock: Clock = field(default_factory=SystemClock)
    wait: Callable[[float], None] = time.sleep
    clips: bool = True


@dataclass(frozen=True)
class Found:
    """A picture and all that is to be said of it; `steps` are further calls that led to it."""

    answered: Answered
    kind: PictureKind
    identity: str
    service: str
    alt: str = ""
    author: str = ""
    source: str = ""
    licence: str = ""
    model: str = ""
    steps: tuple[Step, ...] = ()

    def chosen(self, scene: str, provider: str) -> ChosenPicture:
        media, body = self.answered.media, self.answered.body
        assert media is not None, "the gate keeps the file of every answer that has one"
        size = {name: body[name] for name in ("width", "height", "seconds") if body.get(name)}
        return ChosenPicture(
            scene=scene,
            media=media.model_copy(update=size),
            kind=self.kind,
            identity=self.identity,
            provider=provider,
            service=self.service,
            alt=self.alt,
            author=self.author,
            source=self.source,
            licence=self.licence,
            model=self.model,
            call=self.answered.call,
        )


class PictureProvider(Protocol):
    """One provider of pictures."""

    def find(self, wish: Wish, taken: Container[str]) -> Found:
        """A picture for a wish that is none of `taken` (identities). Raises `ModelError`."""
        ...


class Painter(Protocol):
    """One picture model, as `Generated` asks it."""

    service: str
    model: str

    def order(self, wish: Wish, variant: int) -> Order: ...

    def send(self, wish: Wish, variant: int, slip: Slip) -> Answered: ...

    def resume(self, call: str, handle: Mapping[str, Any]) -> Answered | None: ...


class Generated:
    """Pictures drawn by a model."""

    def __init__(self, bench: Bench, painter: Painter, licence: str) -> None:
        self._bench = bench
        self._painter = painter
        self._licence = licence

    def find(self, wish: Wish, taken: Container[str]) -> Found:
        painter = self._painter
        for variant in range(_VARIANTS):
            send = partial(painter.send, wish, variant)
            answered = self._bench.line.call(painter.order(wish, variant), send, painter.resume)
            identity = f"{self._bench.endpoint.type} {answered.call}"
            if identity not in taken:
                return Found(
                    answered, "generated", identity, painter.service, alt=wish.subject, licence=self._licence,
                    model=painter.model,
                )  # fmt: skip
        raise ModelError(
            "All pictures that it drew of these words are in the film already.",
            kind="unavailable",
            where=self._bench.endpoint.name,
        )


def content(wish: Wish, size: tuple[int, int], variant: int, **more: Any) -> dict[str, Any]:
    """All that decides what a model draws for a wish."""
    facts: dict[str, Any] = {"prompt": wish.prompt, "size": list(size), **more}
    return {**facts, "variant": variant} if variant else facts


def seed_of(wish: Wish, variant: int) -> int:
    """The same for the same words, so that a picture lost on the way is drawn as it was."""
    return int(digest(wish.prompt, wish.width, wish.height, variant)[:8], 16) % 2**31


def size_of(wish: Wish, step: int, pixels: int, least: int = 256) -> tuple[int, int]:
    """The wish's shape with sides that are multiples of `step`, at most about so many pixels."""
    scale = math.sqrt(pixels / (wish.width * wish.height))

    def side(length: int) -> int:
        return max(least, int(length * scale / step) * step)

    return side(wish.width), side(wish.height)
