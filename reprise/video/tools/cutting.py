"""Cuts and joins films: what can be copied is copied, what lies between two places to copy from is encoded again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from reprise.errors import BadInput
from reprise.video.render.sound import encode_sound
from reprise.video.tools.choices import Mode
from reprise.video.tools.heard import Track, crossfaded, film_blocks, samples_at
from reprise.video.tools.opening import Source, examine
from reprise.video.tools.picture import Shape, encode, length_at, parameters_of, planes, shaped
from reprise.video.tools.writing import Stretch, finished, part_of, silent, write
from reprise.video.voice.voiceover import Progress

_LEAST_COPIED = 1  # frames


@dataclass(frozen=True)
class Made:
    """What a tool made: the facts of the film, and how many of its frames were copied and encoded."""

    path: Path
    width: int
    height: int
    seconds: float
    frames: int
    copied: int
    encoded: int
    note: str


@dataclass(frozen=True)
class Cut:
    """Frames `first` … `end` (without it) of a film."""

    source: Source
    first: int
    end: int


@dataclass(frozen=True)
class Fade:
    """One cut going over into another; both last equally long."""

    before: Cut
    after: Cut


Part = Cut | Fade


def trim(source: Path, target: Path, start: float = 0.0, end: float | None = None, report: Progress = silent) -> Made:
    """The film from `start` to `end` seconds (its own end when None), to the frame.

    Raises `BadInput` for a range outside of the film or without a frame in it.
    """
    film = examine(source)
    first = _frame(film, start, "start")
    last = film.frames if end is None else _frame(film, end, "end")
    if last <= first:
        raise BadInput(
            f"Nothing lies between {start:g} and {float(film.seconds) if end is None else end:g} s.",
            where=str(source),
            remedy=f"The film lasts {float(film.seconds):.2f} s; give an end that is later than the start.",
        )
    return compose([Cut(film, first, last)], Shape.of(film), target, report)


def join_films(
    films: Sequence[Path],
    target: Path,
    *,
    size: tuple[int, int] | None = None,
    mode: Mode = "fit",
    ground: str | None = None,
    crossfade: float = 0.0,
    like: int = 0,
    report: Progress = silent,
) -> Made:
    """Films one after another.

    Args:
        size: pixels of the result, by default those of one of the films.
        mode: how films of another shape are brought to it (see `Shape`).
        ground: what stands around them, "#rrggbb"; None for themselves, blurred.
        crossfade: seconds that each film takes to go over into the next.
        like: which of the films the others are brought to.
    """
    if not films:
        raise BadInput("There is nothing to join.", remedy="Give at least one film.")
    sources = [examine(path) for path in films]
    shape = replace(Shape.of(sources[like]), mode=mode, ground=ground)
    if size:
        shape = replace(shape, width=size[0], height=size[1])
    return compose(_overlapping(sources, crossfade), shape, target, report)


def compose(parts: Sequence[Part], shape: Shape, target: Path, report: Progress = silent) -> Made:
    """Write parts of films as one film, with their sound; what need not be encoded is copied."""
    plan = _plan(parts, shape)
    frames = sum(_length(part, shape) for part in parts)
    with finished(target) as path:
        folder = path.parent
        sound = _sound(parts, shape, frames, folder, part_of(report, 0, 0.15))
        stretches: list[Stretch] = []
        encoded = done = 0
        watch = part_of(report, 0.15, 0.95)
        for number, piece in enumerate(plan):
            if isinstance(piece, Stretch):
                stretches.append(piece)
                continue
            count = sum(_length(part, shape) for part in piece)
            file = folder / f"piece-{number}.mp4"
            whole = part_of(watch, done / frames, (done + count) / frames)
            encode(_drawn(piece, shape), shape, file, total=count, report=whole)
            made = examine(file)
            stretches.append(Stretch(made, 0, made.frames))
            encoded += count
            done += count
        write(stretches, sound, path, part_of(report, 0.95, 1))
    report("done", 1.0)
    return Made(
        target, shape.width, shape.height, float(frames / shape.rate), frames, frames - encoded, encoded,
        _note(frames - encoded, encoded, parts, shape),
    )  # fmt: skip


def _note(copied: int, encoded: int, parts: Sequence[Part], shape: Shape) -> str:
    if not encoded:
        return "Copied without encoding."
    if copied:
        return f"{copied} frames copied, {encoded} encoded where the cuts lie."
    if len(parts) > 1:
        return "Encoded again: the films differ in size, rate or encoder settings."
    only = parts[0]
    if isinstance(only, Cut) and only.source.parameters == parameters_of(shape.width, shape.height, shape.rate):
        return "Encoded again: the part holds no stretch that can be copied."
    return "Encoded again: the film was not encoded with our settings, so nothing of it can be copied beside a cut."


def _overlapping(sources: Sequence[Source], crossfade: float) -> list[Part]:
    """The films as parts, each going over into the next."""
    parts: list[Part] = []
    shares = [round(Fraction(crossfade) * source.rate) for source in sources]
    begun = 0
    for number, source in enumerate(sources):
        lasts = number == len(sources) - 1
        over = 0 if lasts else shares[number]
        if begun + over >= source.frames:
            raise BadInput(
                f"The film is too short ({float(source.seconds):.2f} s) to go over into its neighbours in "
                f"{crossfade:g} s.",
                where=str(source.path),
                remedy="Give a shorter crossfade.",
            )
        parts.append(Cut(source, begun, source.frames - over))
        begun = 0
        if over:
            following = sources[number + 1]
            if shares[number + 1] >= following.frames:
                raise BadInput(
                    f"The film is shorter than {crossfade:g} s.",
                    where=str(following.path),
                    remedy="Give a shorter crossfade.",
                )
            begun = shares[number + 1]
            parts.append(Fade(Cut(source, source.frames - over, source.frames), Cut(following, 0, begun)))
    return parts


def _plan(parts: Sequence[Part], shape: Shape) -> list[Stretch | list[Part]]:
    """Stretches to copy and runs of parts to encode, in order."""
    whole = _all_copied(parts, shape)
    if whole is not None:
        return list(whole)
    ours = parameters_of(shape.width, shape.height, shape.rate)
    plan: list[Stretch | list[Part]] = []
    for part in parts:
        for piece in _split(part, shape, ours):
            if isinstance(piece, Stretch):
                plan.append(piece)
            elif plan and isinstance(plan[-1], list):
                plan[-1].append(piece)  # one run of the encoder
            else:
                plan.append([piece])
    return plan


def _all_copied(parts: Sequence[Part], shape: Shape) -> list[Stretch] | None:
    """All parts as copies, whatever made them, where they begin and end at the right places and agree."""
    stretches = []
    parameters = None
    for part in parts:
        if isinstance(part, Fade) or not _alike(part.source, shape):
            return None
        source = part.source
        if part.first not in source.cuts or (part.end != source.frames and part.end not in source.cuts):
            return None
        if parameters not in (None, source.parameters):
            return None
        parameters = source.parameters
        stretches.append(Stretch(source, part.first, part.end))
    return stretches


def _alike(source: Source, shape: Shape) -> bool:
    return source.copyable and (source.width, source.height, source.rate) == (shape.width, shape.height, shape.rate)


def _split(part: Part, shape: Shape, ours: bytes) -> Iterator[Stretch | Part]:
    if isinstance(part, Fade) or not _alike(part.source, shape) or part.source.parameters != ours:
        yield part
        return
    source = part.source
    places = sorted(cut for cut in source.cuts if part.first <= cut <= part.end)
    if part.end == source.frames and (not places or places[-1] != part.end):
        places.append(part.end)
    if len(places) < 2 or places[-1] - places[0] < _LEAST_COPIED or places[0] not in source.cuts:
        yield part
        return
    if part.first < places[0]:
        yield Cut(source, part.first, places[0])
    yield Stretch(source, places[0], places[-1])
    if places[-1] < part.end:
        yield Cut(source, places[-1], part.end)


def _length(part: Part, shape: Shape) -> int:
    cut = part.before if isinstance(part, Fade) else part
    return length_at(cut.source, cut.first, cut.end, shape.rate)


def _drawn(parts: Sequence[Part], shape: Shape) -> Iterator[Any]:
    """The frames of parts that are encoded."""
    for part in parts:
        if isinstance(part, Cut):
            yield from shaped(part.source, part.first, part.end, shape)
            continue
        count = _length(part, shape)
        before = shaped(part.before.source, part.before.first, part.before.end, shape)
        after = shaped(part.after.source, part.after.first, part.after.end, shape)
        other = next(after)
        for number, one in enumerate(before):
            yield _mixed(one, other, (number + 1) / (count + 1))
            other = next(after, other)  # at another rate it may be a frame shorter


def _mixed(one: Any, other: Any, share: float) -> Any:
    frame = av.VideoFrame(one.width, one.height, "nv12")
    for target, first, second in zip(planes(frame), planes(one), planes(other), strict=True):
        np.copyto(target, cv2.addWeighted(first, 1 - share, second, share, 0))
    return frame


def _sound(parts: Sequence[Part], shape: Shape, frames: int, folder: Path, report: Progress) -> Path | None:
    """The sound of all parts, encoded; None when no film has any."""
    cuts = [cut for part in parts for cut in ([part] if isinstance(part, Cut) else [part.before, part.after])]
    if all(cut.source.sound is None for cut in cuts):
        return None
    track_file, target = folder / "track.wav", folder / "track.m4a"
    done = 0
    with Track(track_file) as track:
        for part in parts:
            begin, done = done, done + _length(part, shape)
            samples = samples_at(done, shape.rate) - samples_at(begin, shape.rate)
            if isinstance(part, Cut):
                track.add(film_blocks(part.source, part.first, part.end), samples)
            else:
                both = (film_blocks(cut.source, cut.first, cut.end) for cut in (part.before, part.after))
                track.add(_even_fade(*both), samples)
            report("sound", 0.7 * done / frames)
    encode_sound(track_file, target, frames / shape.rate)
    report("sound", 1.0)
    return target


def _even_fade(before: Iterator[Any], after: Iterator[Any]) -> Iterator[Any]:
    """A crossfade of two sounds whose lengths may differ by a rounding."""
    one, other = np.concatenate(list(before)), np.concatenate(list(after))
    length = min(len(one), len(other))
    return crossfaded(iter([one[:length]]), iter([other[:length]]))


def _frame(film: Source, moment: float, what: str) -> int:
    """The frame that begins nearest to a moment."""
    if not 0 <= moment <= float(film.seconds) + 1e-6 + float(1 / film.rate) / 2:
        raise BadInput(
            f"The {what} at {moment:g} s lies outside of the film.",
            where=str(film.path),
            remedy=f"Give a time from 0 to {float(film.seconds):.2f} s.",
        )
    return min(film.frames, round(Fraction(moment) * film.rate))
