"""Joins finished units and the sound into one file, copying what was encoded.

Every unit was made by a fresh encoder with the same settings, so all carry the same parameter sets, begin with a
keyframe and refer to nothing outside; only the times are new.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from reprise.errors import RepriseError

_REORDER = 2  # frames that decoding runs ahead of showing (B-frames in a pyramid)


def join(units: Sequence[Path], sound: Path | None, fps: int, target: Path) -> int:
    """Write the film; the index stands before the data. Returns the number of frames."""
    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    with av.open(str(target), "w", format="mp4", options=options) as film:
        with _opened(units[0]) as first:
            template = first.streams.video[0]
            picture = film.add_stream_from_template(template)
            picture.time_base = Fraction(1, fps)
            parameters = template.codec_context.extradata
        packets = _pictures(units, picture, fps, parameters)
        if sound is None:
            return _copy(packets, iter(()), film, 1)
        with av.open(str(sound)) as heard:
            voice: Any = heard.streams.audio[0]
            track = film.add_stream_from_template(voice)
            return _copy(packets, _sounds(heard, voice, track), film, voice.time_base * fps)


def _opened(unit: Path) -> Any:
    """A unit open for reading; no picture is decoded to find out what its header says."""
    return av.open(str(unit), options={"threads": "1", "skip_frame": "all"})


def _copy(pictures: Iterator[Any], sounds: Iterator[Any], film: Any, ratio: Fraction | int) -> int:
    """Write both streams side by side, so that a player finds sound and picture of a moment together. `ratio` is a
    unit of the sound's time in units of the picture's."""
    pace = float(1 / ratio)
    frames = 0
    waiting = next(sounds, None)
    for packet in pictures:
        moment = packet.dts * pace
        while waiting is not None and waiting.dts <= moment:
            film.mux(waiting)
            waiting = next(sounds, None)
        film.mux(packet)
        frames += 1
    while waiting is not None:
        film.mux(waiting)
        waiting = next(sounds, None)
    return frames


def _pictures(units: Sequence[Path], stream: Any, fps: int, parameters: bytes | None) -> Iterator[Any]:
    """The units' packets in decoding order, timed for the whole film."""
    base = Fraction(1, fps)
    decoded = shown = 0
    for path in units:
        count = 0
        with _opened(path) as unit:
            source = unit.streams.video[0]
            if source.codec_context.extradata != parameters:
                raise RepriseError(
                    "The film's pieces were encoded with different settings.",
                    where=path.name,
                    remedy="Remove the unit folder of the media store and render again.",
                )
            ticks = float(1 / (source.time_base * fps))  # of the unit's clock, for a frame
            for packet in unit.demux(source):
                if packet.pts is None:  # the flushing packet at the end
                    continue
                place = round(packet.pts / ticks)
                packet.stream = stream
                packet.time_base = base
                packet.pts, packet.dts, packet.duration = shown + place, decoded - _REORDER, 1
                decoded += 1
                count += 1
                yield packet
        shown += count


def _sounds(container: Any, source: Any, stream: Any) -> Iterator[Any]:
    for packet in container.demux(source):
        if packet.size:
            packet.stream = stream
            yield packet
