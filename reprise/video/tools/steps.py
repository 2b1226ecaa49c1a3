"""What is to be done with a film, as documents: one step after another, each result kept in the media store.

A step that was done before with the same film, settings and files is found, not done again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from reprise.digest import file_digest
from reprise.errors import BadInput, NotFound, RepriseError
from reprise.media import Media, MediaStore
from reprise.model import Document
from reprise.video.render.encoding import settings
from reprise.video.tools.choices import LOUDNESS, TRUE_PEAK, LengthRule, Mode, Position
from reprise.video.tools.compressing import compress
from reprise.video.tools.cutting import Made, join_films, trim
from reprise.video.tools.marking import watermark
from reprise.video.tools.reframing import reframe
from reprise.video.tools.sounding import normalise, replace_audio
from reprise.video.tools.writing import part_of, silent
from reprise.video.voice.voiceover import Progress

VERSION = "tools 1"
"""Grows whenever the same step would give another film."""

Share = Annotated[float, Field(ge=0, le=1)]
Ground = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]


class Trim(Document):
    """From `start` to `end` seconds."""

    do: Literal["trim"] = "trim"
    start: Annotated[float, Field(ge=0)] = 0.0
    end: float | None = None


class Merge(Document):
    """The film, and other films after it."""

    do: Literal["merge"] = "merge"
    films: Annotated[tuple[str, ...], Field(min_length=1)]
    crossfade: Annotated[float, Field(ge=0, le=10)] = 0.0
    mode: Mode = "fit"
    ground: Ground | None = None


class Bumpers(Document):
    """A film before it, a film after it, or both; they are brought to the film's shape."""

    do: Literal["bumpers"] = "bumpers"
    intro: str | None = None
    outro: str | None = None
    crossfade: Annotated[float, Field(ge=0, le=10)] = 0.0
    mode: Mode = "fit"
    ground: Ground | None = None


class Reframe(Document):
    """Another size and shape."""

    do: Literal["reframe"] = "reframe"
    width: int
    height: int
    mode: Mode = "crop"
    focal: tuple[Share, Share] | None = None
    ground: Ground | None = None


class Compress(Document):
    """At most so many bytes."""

    do: Literal["compress"] = "compress"
    bytes: Annotated[int, Field(gt=0)]


class Watermark(Document):
    """A picture over the film."""

    do: Literal["watermark"] = "watermark"
    picture: str
    position: Position = "bottom-right"
    opacity: Share = 0.8
    margin: Share = 0.04
    width: Share = 0.2


class Normalise(Document):
    """A loudness in LUFS under a true peak in dBTP."""

    do: Literal["normalise"] = "normalise"
    loudness: float = LOUDNESS
    peak: float = TRUE_PEAK


class ReplaceAudio(Document):
    """Another sound."""

    do: Literal["replace-audio"] = "replace-audio"
    sound: str
    offset: float = 0.0
    rule: LengthRule = "pad"


Step = Annotated[
    Trim | Merge | Bumpers | Reframe | Compress | Watermark | Normalise | ReplaceAudio, Field(discriminator="do")
]
_FILES: dict[type[Document], tuple[str, ...]] = {
    Merge: ("films",),
    Bumpers: ("intro", "outro"),
    Watermark: ("picture",),
    ReplaceAudio: ("sound",),
}
"""The fields that name files: their content counts, not where they lie."""
_STEPS: TypeAdapter[tuple[Step, ...]] = TypeAdapter(tuple[Step, ...])


class ProcessedFilm(Document):
    """A film that was worked on after it was rendered; `source` is the render it was made from."""

    name: str
    source: str
    steps: tuple[Step, ...]
    media: Media


class ProcessedFilms(Document):
    """What was made of an article's film of one preset, by name."""

    article: str
    preset: str
    films: tuple[ProcessedFilm, ...] = ()

    def with_film(self, film: ProcessedFilm) -> ProcessedFilms:
        """The same with this film, which takes the place of one of the same name."""
        others = tuple(other for other in self.films if other.name != film.name)
        return ProcessedFilms(article=self.article, preset=self.preset, films=(*others, film))


@dataclass(frozen=True)
class Done:
    """The last step's film, and a sentence of each step."""

    media: Media
    notes: tuple[str, ...]


def read_steps(values: Sequence[Any]) -> tuple[Step, ...]:
    """Steps from plain values, each with its name under `do`. Raises `BadInput` that says which is wrong and how."""
    if not values:
        raise BadInput("There is nothing to do.", where="steps", remedy="Give at least one step, such as trim.")
    try:
        return _STEPS.validate_python(tuple(values))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadInput(
            f"{first['msg']}.", where=f"steps.{place}", remedy="The page on video tools lists what each step takes."
        ) from error


def process(film: Media, steps: Sequence[Step], media: MediaStore, report: Progress = silent) -> Done:
    """Take the steps one after another, beginning with a film of the media store."""
    notes = []
    for number, step in enumerate(steps):
        film, note = _kept(film, step, media, part_of(report, number / len(steps), (number + 1) / len(steps)))
        notes.append(f"{step.do}: {note}")
    return Done(film, tuple(notes))


def _kept(film: Media, step: Step, media: MediaStore, report: Progress) -> tuple[Media, str]:
    note = "Made before."

    def produce(path: Path) -> dict[str, Any]:
        nonlocal note
        try:
            made = take(step, media.path(film), path, report)
        except RepriseError as error:
            raise error.at(step.do) from error
        note = made.note
        return {"width": made.width, "height": made.height, "seconds": made.seconds}

    files = [file_digest(path) for path in files_of(step)]
    settled = step.model_dump(mode="json", exclude=set(_FILES.get(type(step), ())))
    recipe = [VERSION, film.key, settled, _named(step), files, settings()]
    return media.make(recipe, ".mp4", produce, kind="processed"), note


def take(step: Step, source: Path, target: Path, report: Progress = silent) -> Made:
    """One step from file to file."""
    return _TAKEN[type(step)](step, source, target, report)


def files_of(step: Step) -> tuple[Path, ...]:
    """The files that a step reads beside its film. Raises `NotFound` for one that is not there."""
    found = []
    for name in (name for field in _FILES.get(type(step), ()) for name in _listed(getattr(step, field))):
        if not Path(name).is_file():
            raise NotFound("There is no such file.", where=f"{step.do}: {name}", remedy="Give the path of a file.")
        found.append(Path(name))
    return tuple(found)


def beside(step: Step, folder: Path) -> Step:
    """The step with its files found beside a site's file, where their paths are relative."""

    def at(value: Any) -> Any:
        return (
            tuple(str(folder / name) for name in value) if isinstance(value, tuple) else value and str(folder / value)
        )

    return step.model_copy(update={field: at(getattr(step, field)) for field in _FILES.get(type(step), ())})


def _listed(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def _named(step: Step) -> list[bool]:
    """Which of the files a step may have are given."""
    return [getattr(step, field) is not None for field in _FILES.get(type(step), ())]


def add_bumpers(step: Bumpers, source: Path, target: Path, report: Progress = silent) -> Made:
    """The film with an intro before it and an outro after it, both brought to its shape."""
    if not (step.intro or step.outro):
        raise BadInput("Neither an intro nor an outro is named.", remedy="Name at least one.")
    before = [Path(step.intro)] if step.intro else []
    after = [Path(step.outro)] if step.outro else []
    films = [*before, source, *after]
    look: dict[str, Any] = {"mode": step.mode, "ground": step.ground, "crossfade": step.crossfade, "like": len(before)}
    return join_films(films, target, report=report, **look)


def _merge(step: Merge, source: Path, target: Path, report: Progress) -> Made:
    films = [source, *map(Path, step.films)]
    look: dict[str, Any] = {"mode": step.mode, "ground": step.ground, "crossfade": step.crossfade}
    return join_films(films, target, report=report, **look)


def _fields(step: Document, *left_out: str) -> dict[str, Any]:
    return {name: getattr(step, name) for name in type(step).model_fields if name not in ("do", *left_out)}


def _watermark(step: Watermark, source: Path, target: Path, report: Progress) -> Made:
    return watermark(source, target, Path(step.picture), report=report, **_fields(step, "picture"))


def _replace_audio(step: ReplaceAudio, source: Path, target: Path, report: Progress) -> Made:
    return replace_audio(source, target, Path(step.sound), report=report, **_fields(step, "sound"))


_TAKEN: dict[type[Document], Callable[[Any, Path, Path, Progress], Made]] = {
    Trim: lambda step, source, target, report: trim(source, target, step.start, step.end, report),
    Merge: _merge,
    Bumpers: add_bumpers,
    Reframe: lambda step, source, target, report: reframe(source, target, report=report, **_fields(step)),
    Compress: lambda step, source, target, report: compress(source, target, step.bytes, report),
    Watermark: _watermark,
    Normalise: lambda step, source, target, report: normalise(source, target, report=report, **_fields(step)),
    ReplaceAudio: _replace_audio,
}
