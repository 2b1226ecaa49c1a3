"""Changes what is heard of a film and leaves its picture as it is: loudness, another sound, the sound alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from reprise.errors import BadInput
from reprise.video.render.sound import BIT_RATE, RATE, encode_sound
from reprise.video.sound.files import Samples, write_blocks
from reprise.video.sound.loudness import Curves, level, measure
from reprise.video.tools.choices import LOUDNESS, SOUND_FILES, TRUE_PEAK, LengthRule
from reprise.video.tools.cutting import Cut, Made, compose
from reprise.video.tools.heard import Track, blocks, decode_to, samples_at, silence, sound_length, wav_blocks
from reprise.video.tools.opening import SOUNDS, Source, examine, opened
from reprise.video.tools.picture import Shape, encoding
from reprise.video.tools.whole import encoded, with_sound
from reprise.video.tools.writing import finished, part_of, silent
from reprise.video.voice.voiceover import Progress

_CODING = 0.5  # dB that AAC may add to a peak
_TRIES = 4
_CLOSE = 0.5  # LU that a result may be off


@dataclass(frozen=True)
class Extracted:
    """A sound file: `note` tells whether it was copied or encoded."""

    path: Path
    seconds: float
    note: str


def normalise(
    source: Path, target: Path, *, loudness: float = LOUDNESS, peak: float = TRUE_PEAK, report: Progress = silent
) -> Made:
    """The film at a loudness (LUFS) and with no true peak above `peak` dBTP; its picture is copied.

    Raises `BadInput` for a film without sound, or with nothing to hear in it.
    """
    if not -40 <= loudness <= -5 or not -20 <= peak <= 0:
        raise BadInput(
            f"{loudness:g} LUFS under {peak:g} dBTP cannot be reached.",
            remedy="Give a loudness from -40 to -5 and a peak from -20 to 0.",
        )
    film = _with_sound(source)
    with finished(target) as path:
        track = path.with_name("heard.wav")
        decode_to(film.path, track, samples_at(film.frames, film.rate), film.start, part_of(report, 0, 0.2))
        curves = measure(wav_blocks(track))
        before = curves.loudness()
        if not np.isfinite(before):
            raise BadInput("There is nothing to hear in the film.", where=str(source), remedy="Replace its sound.")
        report("measured", 0.3)
        sound, reached = _within(track, curves, film, loudness, peak)
        made = with_sound(film, sound, path, part_of(report, 0.9, 1))
    report("done", 1.0)
    note = f"{before:.1f} LUFS before, {reached:.1f} now. {made.note}"
    if abs(reached - loudness) > _CLOSE:
        note += f" {loudness:g} cannot be reached under {peak:g} dBTP without distortion."
    return replace(made, path=target, note=note)


def _within(track: Path, curves: Curves, film: Source, loudness: float, peak: float) -> tuple[Path, float]:
    """The sound encoded at its loudness; the limiter's ceiling goes down until the encoded peaks are under `peak`."""
    ceiling, even = peak - _CODING, track.with_name("level.wav")
    for _ in range(_TRIES):
        write_blocks(even, level(curves, loudness, ceiling).applied(wav_blocks(track)))
        sound = encoded(even, even.parent, film.seconds)
        found = measure(blocks(sound, Fraction(0), samples_at(film.frames, film.rate)))
        if found.true_peak <= peak:
            break
        ceiling -= found.true_peak - peak + 0.1
    return sound, found.loudness()


def extract_audio(source: Path, target: Path, report: Progress = silent) -> Extracted:
    """The film's sound as a file of its own, in the form that the target's suffix names: WAV, M4A or MP3."""
    kind = target.suffix.lower()
    if kind not in SOUND_FILES:
        raise BadInput(
            f"{kind or 'No suffix'} is not a kind of sound file that can be written.",
            where=str(target),
            remedy=f"Name a file that ends in {', '.join(SOUND_FILES)}.",
        )
    film = _with_sound(source)
    assert film.sound is not None
    seconds = Fraction(film.sound.seconds or float(film.seconds)).limit_denominator(RATE)
    with finished(target) as path:
        if kind == ".m4a" and film.sound.codec == "aac":
            _copy_sound(film, path)
            note = "Copied without encoding."
        else:
            track = path if kind == ".wav" else path.with_name("heard.wav")
            decode_to(film.path, track, round(seconds * RATE), film.start, part_of(report, 0, 0.8))
            note = "Decoded to 16 bits at 48 kHz."
            if kind == ".m4a":
                encode_sound(track, path, seconds)
                note = f"The sound was {film.sound.codec} and is AAC now."
            elif kind == ".mp3":
                _encode_mp3(track, path)
                note = "Encoded as MP3."
    report("done", 1.0)
    return Extracted(target, float(seconds), note)


def replace_audio(
    source: Path,
    target: Path,
    sound: Path,
    *,
    offset: float = 0.0,
    rule: LengthRule = "pad",
    report: Progress = silent,
) -> Made:
    """The film with another sound; its picture is copied.

    Args:
        sound: a sound file, or a film whose sound is taken.
        offset: seconds into the film at which the sound begins; if negative, so much of its beginning is left out.
        rule: when the sound is shorter than the film: pad with silence, loop it, or shorten the film. A longer sound is
            cut.
    """
    film = examine(source)
    length = sound_length(sound) - max(0, -round(offset * RATE))
    if length <= 0 or offset >= float(film.seconds):
        raise BadInput(
            f"With an offset of {offset:g} s nothing of the sound would be heard.",
            where=str(sound),
            remedy=f"The film lasts {float(film.seconds):.2f} s; give an offset within it and within the sound.",
        )
    later = max(0, round(offset * RATE))
    cut: Made | None = None
    with finished(target) as path:
        if rule == "shorten" and later + length < samples_at(film.frames, film.rate):
            film, cut = _shortened(film, later + length, path, part_of(report, 0, 0.4))
        samples = samples_at(film.frames, film.rate)
        track = path.with_name("other.wav")
        with Track(track) as out:
            out.add(silence(later), later)
            _lay(out, sound, max(0.0, -offset), length, samples, rule)
        report("sound", 0.7)
        encoded_sound = encoded(track, path.parent, film.seconds)
        made = with_sound(film, encoded_sound, path, part_of(report, 0.8, 1))
    report("done", 1.0)
    if cut is not None:
        made = replace(made, copied=cut.copied, encoded=cut.encoded, note=f"Shortened to the sound. {cut.note}")
    return replace(made, path=target)


def _lay(out: Track, sound: Path, skipped: float, length: int, samples: int, rule: LengthRule) -> None:
    """The sound from after `skipped` seconds until so many samples are written in all."""
    begin = sound_start(sound) + Fraction(skipped)
    left = samples - out.length
    while left > 0:
        count = min(length, left)
        out.add(blocks(sound, begin, count), count)
        left -= count
        if rule != "loop":
            break
    if left > 0:
        out.add(silence(left), left)


def _shortened(film: Source, samples: int, path: Path, report: Progress) -> tuple[Source, Made]:
    """The film, as many whole frames as the sound fills."""
    frames = max(1, int(Fraction(samples, RATE) * film.rate))
    shorter = path.with_name("shorter.mp4")
    made = compose([Cut(film, 0, frames)], Shape.of(film), shorter, report)
    return examine(shorter), made


def sound_start(path: Path) -> Fraction:
    """The file's own time of its first sample, seconds."""
    with opened(path, SOUNDS) as container:
        audio = container.streams.audio[0]
        return max(Fraction(0), Fraction(audio.start_time or 0) * Fraction(audio.time_base))


def _with_sound(source: Path) -> Source:
    film = examine(source)
    if film.sound is None:
        raise BadInput("The film has no sound.", where=str(source), remedy="Give it one with replace-audio.")
    return film


def _copy_sound(film: Source, path: Path) -> None:
    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    with opened(film.path) as given, encoding(path), av.open(str(path), "w", format="ipod", options=options) as out:
        source: Any = given.streams.audio[0]
        stream: Any = out.add_stream_from_template(source)
        shift = round(film.start / source.time_base)
        for packet in given.demux(source):
            if packet.size and packet.pts is not None and packet.dts is not None:
                packet.pts, packet.dts, packet.stream = packet.pts - shift, packet.dts - shift, stream
                out.mux(packet)


def _encode_mp3(track: Path, path: Path) -> None:
    if "libmp3lame" not in av.codec.codecs_available:
        raise BadInput(
            "This installation's PyAV has no MP3 encoder.", where=str(path), remedy="Ask for .m4a or .wav instead."
        )
    with encoding(path), av.open(str(path), "w", format="mp3") as out:
        stream: Any = out.add_stream("libmp3lame", rate=RATE, layout="stereo")
        stream.codec_context.bit_rate = BIT_RATE
        for frame in _frames(wav_blocks(track, 1152)):
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def _frames(parts: Iterator[Samples]) -> Iterator[Any]:
    written = 0
    for block in parts:
        frame = av.AudioFrame.from_ndarray(block.T.copy(), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, written, Fraction(1, RATE)
        written += len(block)
        yield frame
