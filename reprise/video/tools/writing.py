"""Writes films without encoding: stretches of packets one after another, and a sound beside them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from heapq import merge
from pathlib import Path
from typing import Any

import av

from reprise.errors import BadInput, RepriseError
from reprise.video.tools.opening import SOUNDS, Source, opened
from reprise.video.voice.voiceover import Progress

_OPTIONS = {"movflags": "+faststart", "fflags": "+bitexact"}


@dataclass(frozen=True)
class Stretch:
    """Frames `first` … `end` (without it) of a film, to be copied; both lie where a copy may begin or end."""

    source: Source
    first: int
    end: int


def silent(what: str, done: float) -> None:
    """Progress that nobody watches."""


def part_of(report: Progress, begin: float, end: float) -> Progress:
    """Progress of a piece of work as progress of the whole, of which it takes the share from `begin` to `end`."""
    return lambda what, done: report(what, begin + (end - begin) * min(1.0, max(0.0, done)))


@contextmanager
def workshop(target: Path) -> Iterator[Path]:
    """A folder beside the target for what is made on the way; it is gone afterwards, whatever happened."""
    folder: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".reprise-", dir=target.parent))
        yield folder
    except OSError as error:
        if isinstance(error, av.FFmpegError):
            raise
        raise RepriseError(
            f"The result cannot be written ({error.strerror or error}).",
            where=str(target),
            remedy="Look whether the folder can be written to and the disk has room.",
        ) from error
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def finished(target: Path) -> Iterator[Path]:
    """A path to write to; the file appears at `target` whole, when the block has ended well."""
    with workshop(target) as folder:
        path = folder / f"finished{target.suffix}"
        yield path
        with path.open("rb") as file:
            os.fsync(file.fileno())
        path.replace(target)


def write(stretches: Sequence[Stretch], sound: Path | Source | None, target: Path, report: Progress = silent) -> None:
    """Write stretches of films that carry the same parameters, with a sound file or the sound of a film."""
    rate = stretches[0].source.rate
    with av.open(str(target.absolute()), "w", format="mp4", options=_OPTIONS) as film:
        with opened(stretches[0].source.path) as first:
            picture = film.add_stream_from_template(first.streams.video[0])
            picture.time_base = 1 / rate
        _mux(film, _pictures(stretches, picture, report), sound)


def write_again(source: Source, sound: Path | None, target: Path, report: Progress = silent) -> None:
    """Write a film's picture packet by packet with its own times, and a sound file beside it."""
    with opened(source.path) as given, av.open(str(target.absolute()), "w", format="mp4", options=_OPTIONS) as film:
        video = given.streams.video[0]
        picture = film.add_stream_from_template(video)
        picture.time_base = video.time_base
        _mux(film, _moved(given, video, picture, source.start, report, source.seconds), sound)


def _mux(film: Any, pictures: Iterator[Any], sound: Path | Source | None) -> None:
    """Write both streams side by side, so that a player finds sound and picture of a moment together."""
    if sound is None:
        for packet in pictures:
            film.mux(packet)
        return
    path, start = (sound.path, sound.start) if isinstance(sound, Source) else (sound, Fraction(0))
    with opened(path, SOUNDS) as heard:
        track = heard.streams.audio[0]
        sounds = _moved(heard, track, film.add_stream_from_template(track), start)
        for packet in merge(pictures, sounds, key=lambda packet: packet.dts * packet.time_base):
            film.mux(packet)


def _pictures(stretches: Sequence[Stretch], stream: Any, report: Progress) -> Iterator[Any]:
    """The stretches' packets in decoding order, timed for the whole film."""
    rate = stretches[0].source.rate
    ahead = max(stretch.source.reorder for stretch in stretches)
    total = sum(stretch.end - stretch.first for stretch in stretches)
    decoded = shown = 0
    for stretch in stretches:
        source, count = stretch.source, stretch.end - stretch.first
        for place, packet in _packets(stretch):
            packet.stream = stream
            packet.time_base = 1 / rate
            packet.pts, packet.dts, packet.duration = shown + place - stretch.first, decoded - ahead, 1
            decoded += 1
            yield packet
        if decoded != shown + count:
            raise BadInput(
                f"Frames {stretch.first} to {stretch.end} are not all there.",
                where=str(source.path),
                remedy="Copy or download the file again.",
            )
        shown += count
        report("joining", shown / total)


def _packets(stretch: Stretch) -> Iterator[tuple[int, Any]]:
    """A stretch's packets in decoding order with the place of their frame in the film."""
    source = stretch.source
    with opened(source.path) as container:
        video = container.streams.video[0]
        begin = source.start + stretch.first / source.rate
        if stretch.first:
            container.seek(round(begin / video.time_base), stream=video)
        left = stretch.end - stretch.first
        for packet in container.demux(video):
            if packet.pts is None or not packet.size:
                continue
            place = round((packet.pts * packet.time_base - source.start) * source.rate)
            if stretch.first <= place < stretch.end:
                yield place, packet
                left -= 1
                if not left:
                    return


def _moved(
    container: Any,
    source: Any,
    stream: Any,
    start: Fraction,
    report: Progress = silent,
    seconds: Fraction = Fraction(1),
) -> Iterator[Any]:
    """All packets of a stream, so many seconds earlier."""
    shift = round(start / source.time_base)
    for packet in container.demux(source):
        if packet.pts is None or packet.dts is None or not packet.size:
            continue
        packet.pts, packet.dts, packet.stream = packet.pts - shift, packet.dts - shift, stream
        report("copying", float(packet.dts * packet.time_base / seconds))
        yield packet
