"""Looks at and listens to a finished film as a viewer does: black and frozen pictures, loudness, silence, drift.

Only what is needed is decoded: keyframes, and the parts in which so little changes that something may be wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter
from scipy import ndimage

from reprise.errors import BadInput
from reprise.media import Media, MediaStore
from reprise.video.checking.facts import Fault
from reprise.video.checking.listening import Heard, listen
from reprise.video.checking.planned import Plan, Stretches, stills

LOUDNESS, LOUDNESS_TOLERANCE = -14.0, 0.5
"""LUFS that platforms play at, and how far a film may be from it."""
TRUE_PEAK = -1.0
"""The highest true peak, dBTP."""
SILENCE = 2.0
"""Seconds of silence that are too long between the first word and the last."""

_VERSION = "quality 3"  # grows whenever the same film would be measured differently
_BLACK = 6.0  # mean luma above black (of 219) and
_BLACK_SPREAD = 3.0  # its deviation below which a frame shows nothing
_BLANK_SPREAD = 3.0  # deviation below which a frame of any colour shows nothing
_STILL = 1.0  # mean change of luma between two looks below which nothing may have moved,
_STILL_SPOT = 4.5  # the largest change of a spot that encoding makes by itself,
_TRAVEL = 0.02  # and reduced pixels of pan and zoom below which the camera stands;
_POOR = 3.0  # and how many times that a poor keyframe makes
_LOOK = Fraction(1, 4)  # seconds between two looks
_LONGEST = 1.0  # seconds that black or stillness may last
_WIDTH = 180  # pixels of the reduced frames
_CALM = (250, 2e-4)  # bytes, and bytes a pixel, that most frames have where next to nothing changes
_WINDOW = 0.5  # seconds over which they are looked at
_TOLERANCE = 0.3  # seconds by which a stretch may be longer than what was planned

Luma = NDArray[np.float32]


@dataclass(frozen=True)
class FilmQuality:
    """What is seen and heard: stretches (start, end) in seconds, whether the first frame shows nothing (feeds show it
    before a film is played), and the sound (None without any)."""

    black: Stretches
    frozen: Stretches
    opens_blank: bool = False
    heard: Heard | None = None


def measure(path: Path, sound: Path | None = None) -> FilmQuality:
    """What is seen and heard in a film. With `sound`, the mix that went into it, it is also found by how much sound
    and picture drift apart. Raises `BadInput` for a film that cannot be decoded."""
    try:
        heard = listen(path, sound)
        black, frozen, opens_blank = _stretches(path)
    except av.FFmpegError as error:
        raise BadInput(
            f"The film cannot be decoded ({error}).", where=path.name, remedy="Render the film again."
        ) from error
    return FilmQuality(black, frozen, opens_blank, heard)


def measured(film: Media, media: MediaStore, sound: Path | None = None) -> FilmQuality:
    """`measure` of a film in the media store, taken once: it never changes."""
    form = TypeAdapter(FilmQuality)

    def produce(path: Path) -> None:
        path.write_bytes(form.dump_json(measure(media.path(film), sound)))

    piece = media.make([_VERSION, film.key, sound.name if sound else None], ".json", produce, kind="quality")
    return form.validate_json(media.path(piece).read_bytes())


def picture_faults(quality: FilmQuality, plan: Plan | None = None) -> list[Fault]:
    """What a viewer would notice in the picture; a picture that stands still where nothing was to move is no fault."""
    found = []
    if quality.opens_blank:
        found.append(
            Fault("The film's first frame shows nothing.", "Begin with a picture; feeds show this frame first.", 0.0)
        )
    found += [
        Fault(f"The film is black from {start:.1f} to {end:.1f} s.", "Choose another picture or clip there.", start)
        for start, end in quality.black
    ]
    allowed = stills(plan.film) if plan else ()
    found += [
        Fault(
            f"The picture stands still from {start:.1f} to {end:.1f} s.",
            "Render the film again; if it stays so, report it.",
            start,
        )
        for start, end in quality.frozen
        if not _within(start, end, allowed) and not _within(start, end, quality.black)
    ]
    return found


def sound_faults(quality: FilmQuality, plan: Plan | None = None) -> list[Fault]:
    """What a listener would notice: too loud or soft, clipped, silent while there is speech, out of step."""
    heard = quality.heard
    if heard is None:
        return []
    again = "Mix the sound again."
    found = []
    if not abs(heard.loudness - LOUDNESS) <= LOUDNESS_TOLERANCE:
        found.append(
            Fault(
                f"The film is {heard.loudness:.1f} LUFS loud instead of {LOUDNESS:g} ± {LOUDNESS_TOLERANCE:g}.", again
            )
        )
    if heard.true_peak > TRUE_PEAK + 0.05:
        found.append(
            Fault(f"The sound peaks at {heard.true_peak:.1f} dBTP, above {TRUE_PEAK:g}.", again, heard.peak_at)
        )
    if plan is not None:
        found += [
            Fault(f"Nothing is heard from {start:.1f} to {end:.1f} s, amid the speech.", again, start)
            for start, end in _amid_speech(heard.silent, plan)
        ]
        frame = 1 / plan.timeline.fps
        found += [
            Fault(f"The sound is {abs(late) * 1000:.0f} ms {'late' if late > 0 else 'early'}.", "Render again.", at)
            for at, late in heard.late
            if abs(late) >= frame
        ][:1]
    return found


def _amid_speech(silent: Stretches, plan: Plan) -> Stretches:
    spoken = plan.speech()
    if not spoken:
        return ()
    first, last = spoken[0][0], spoken[-1][1]
    inside = ((max(start, first), min(end, last)) for start, end in silent)
    return tuple(
        (start, end) for start, end in inside if end - start > SILENCE and not _within(start, end, plan.pauses())
    )


def _within(start: float, end: float, stretches: Stretches) -> bool:
    return any(begin - _TOLERANCE <= start and end <= over + _TOLERANCE for begin, over in stretches)


@dataclass(frozen=True)
class _Group:
    """A keyframe and the frames up to the next, seconds."""

    start: Fraction
    end: Fraction
    calm: bool


def _stretches(path: Path) -> tuple[Stretches, Stretches, bool]:
    """Black and frozen stretches of a film; does its first frame show nothing?"""
    groups = _groups(path)
    keys = dict(_looks(path, keyframes=True))
    blank = bool(keys) and float(next(iter(keys.values())).std()) < _BLANK_SPREAD
    due = [
        group.calm or _empty(keys.get(group.start)) or _change(keys.get(group.start), keys.get(group.end)).within(_POOR)
        for group in groups
    ]
    black: list[tuple[float, float]] = []
    frozen: list[tuple[float, float]] = []
    number = 0
    while number < len(groups):
        if not due[number]:
            number += 1
            continue
        last = number
        while last + 1 < len(groups) and due[last + 1]:
            last += 1
        moments, empty, changes, before = [], [], [], None
        for moment, luma in _looks(path, start=groups[number].start, end=groups[last].end):
            moments.append(float(moment))
            empty.append(_empty(luma))
            changes.append(_change(before, luma))
            before = luma
        black += _runs(moments, empty, back=0)
        frozen += _runs(moments, _standing(changes), back=1)  # a look at a picture that stands, stands since the last
        number = last + 1
    return tuple(black), tuple(frozen), blank


def _empty(luma: Luma | None) -> bool:
    return luma is not None and float(luma.mean()) < _BLACK and float(luma.std()) < _BLACK_SPREAD


@dataclass(frozen=True)
class _Change:
    """What is different between two looks: mean and largest change of luma, and how far the camera went."""

    mean: float
    spot: float
    travel: float

    def within(self, scale: float = 1.0) -> bool:
        """Whether it is no more than encoding makes of one picture (`scale` times that)."""
        return self.mean < _STILL * scale and self.spot < _STILL_SPOT * scale and self.travel < _TRAVEL * scale


_OTHER = _Change(np.inf, np.inf, np.inf)


def _change(before: Luma | None, luma: Luma | None) -> _Change:
    if before is None or luma is None:
        return _OTHER
    change = np.abs(luma - before)
    mean, spot = float(change.mean()), float(change.max())
    if mean >= _STILL * _POOR or spot >= _STILL_SPOT * _POOR:
        return _OTHER
    return _Change(mean, spot, _travel(before, luma))


def _standing(changes: list[_Change]) -> list[bool]:
    """Which looks show the picture of the look before. A poor keyframe between two that do is no movement."""
    still = [change.within() for change in changes]
    around = zip([False, *still], [*still[1:], False], changes, strict=False)
    return [change.within() or (change.within(_POOR) and before and after) for before, after, change in around]


def _travel(before: Luma, luma: Luma) -> float:
    """How far the camera went, in reduced pixels: the pan and zoom that explain the change best.

    An encoder that refines a picture changes it about as much as a slow move does, but not along its edges.
    """
    down, across = np.gradient((before + luma) / 2)
    height, width = luma.shape
    y, x = np.mgrid[-height / width : height / width : height * 1j, -1 : 1 : width * 1j]
    ways = np.stack([across.ravel(), down.ravel(), (x * across + y * down).ravel()], axis=1)
    weights = ways.T @ ways + 1e-3 * np.eye(3)
    return float(np.abs(np.linalg.solve(weights, ways.T @ (luma - before).ravel())).sum())


def _groups(path: Path) -> list[_Group]:
    """The film's groups of pictures, and in which of them frames are so small that little can have changed."""
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        context = video.codec_context
        frames = sorted((p.pts, p.size, p.is_keyframe) for p in container.demux(video) if p.pts is not None)
        base, rate = video.time_base or Fraction(1, 30), video.average_rate or Fraction(30)
    if not frames:
        return []
    window = max(1, min(len(frames), round(_WINDOW * rate)))
    usual = ndimage.median_filter([float(size) for _, size, _ in frames], window, mode="nearest")
    calm = usual < _CALM[0] + _CALM[1] * context.width * context.height
    starts = [number for number, (_, _, key) in enumerate(frames) if key] or [0]
    ends = [*starts[1:], len(frames)]
    over = frames[-1][0] * base + 1 / rate
    return [
        _Group(
            frames[first][0] * base, frames[end][0] * base if end < len(frames) else over, bool(calm[first:end].any())
        )
        for first, end in zip(starts, ends, strict=True)
    ]


def _looks(
    path: Path, *, keyframes: bool = False, start: Fraction = Fraction(0), end: Fraction | None = None
) -> Iterator[tuple[Fraction, Luma]]:
    """(seconds, reduced luma above black) of keyframes, or of frames about 1/4 s apart from `start` to `end`; frames
    that nothing depends on are skipped."""
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        video.codec_context.options = {"skip_loop_filter": "all"}  # faster; nobody looks at these frames closely
        video.thread_type = "AUTO"
        video.codec_context.skip_frame = "NONKEY" if keyframes else "NONREF"
        if start:
            container.seek(int(start / (video.time_base or 1)), stream=video)
        due = start
        for frame in container.decode(video):
            if frame.pts is None or frame.time_base is None:
                continue
            moment = frame.pts * frame.time_base
            if not keyframes and moment < due:
                continue
            yield moment, _reduced(frame)
            if end is not None and moment >= end:
                return  # the frame after the stretch shows whether it ended there
            due = moment + _LOOK


def _reduced(frame: Any) -> Luma:
    plane = frame.planes[0]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[: frame.height, : frame.width]
    size = (_WIDTH, max(1, round(_WIDTH * frame.height / frame.width)))
    small = cv2.resize(rows, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.float32) - np.float32(16)


def _runs(moments: list[float], marked: list[bool], *, back: int) -> list[tuple[float, float]]:
    """Stretches of marked looks that last a second or longer."""
    runs, start = [], None
    for index, mark in enumerate([*marked, False]):
        if mark and start is None:
            start = max(0, index - back)
        elif not mark and start is not None:
            begin, end = moments[start], moments[index - 1]
            if end - begin >= _LONGEST:
                runs.append((round(begin, 2), round(end, 2)))
            start = None
    return runs
