"""The mix: where speech lies in it, how music makes room, how loud it is, and what bad lines do to it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from reprise.errors import BadInput
from reprise.media import MediaStore
from reprise.video.sound.files import RATE, Samples, WavFile, as_sound, load_wav, wav_bytes
from reprise.video.sound.loudness import integrated, true_peak
from reprise.video.sound.mix import BED, CEILING, DUCKED, TARGET, mix
from reprise.video.sound.tracks import Composed, Track
from reprise.video.timeline import Timeline, plan_timeline
from reprise.video.voice.narration import narrate
from reprise.video.voice.voiceover import Voiceover
from tests.reprise.video.heard import ToneVoice, any_wav, film_of, spoken_like, tone_of
from tests.reprise.video.spoken import make_script


def mixed(voiceover: Voiceover, timeline: Timeline, track: Track | None, media: MediaStore) -> Samples:
    return load_wav(media.path(mix(voiceover, timeline, track, media)))


def level(sound: Samples) -> float:
    return 20 * float(np.log10(np.sqrt((sound.astype(np.float64) ** 2).mean()) + 1e-9))


@pytest.mark.parametrize("mood", [None, "calm", "bright", "steady", "playful"])
def test_a_mix_is_exactly_as_long_and_as_loud_as_it_should_be(tmp_path: Path, mood: str | None) -> None:
    media = MediaStore(tmp_path)
    voiceover, timeline = film_of(media, [spoken_like(4.0, 1), spoken_like(3.0, 2), spoken_like(2.0, 3)])
    made = mix(voiceover, timeline, Composed(mood, 3) if mood else None, media)
    sound = load_wav(media.path(made))
    assert sound.shape == (timeline.frames * 1600, 2)
    assert made.seconds == timeline.seconds
    assert integrated(sound) == pytest.approx(TARGET, abs=0.1)
    assert true_peak(sound) <= CEILING


def test_narration_begins_at_its_frame(tmp_path: Path) -> None:
    media = MediaStore(tmp_path)
    script = make_script([4.0] * 2, ["One two three", "Six seven eight"])
    voiceover = narrate(script, ToneVoice(), media)
    timeline = plan_timeline(script, voiceover, fit=(0, 99))
    sound = np.abs(mixed(voiceover, timeline, None, media)).max(axis=1)
    for line, timing in zip(voiceover.lines, timeline.scenes, strict=True):
        start = timing.speech * 1600
        for word in line.words:
            at = start + round(word.start * RATE)
            assert sound[at - 2400 : at - 480].max() < 0.02 < sound[at : at + 4800].max()


def test_music_makes_room_for_speech_smoothly_and_without_pumping(tmp_path: Path) -> None:
    """A tone as music under two lines with a long pause between: its level is the ducking itself."""
    media = MediaStore(tmp_path)
    voiceover, timeline = film_of(media, [spoken_like(4.0, 1), spoken_like(4.0, 2)], pause=5.0)
    gain = _heard_ducking(voiceover, timeline, media)
    speech = [timing.speech * 1600 for timing in timeline.scenes]
    under = [gain[(at + RATE) // 480 : (at + 3 * RATE) // 480] for at in speech]
    pause = gain[(speech[0] + 4 * RATE + round(1.9 * RATE)) // 480 : (speech[1] - round(0.7 * RATE)) // 480]
    depth = np.median(pause) - np.median(np.concatenate(under))
    assert depth == pytest.approx(BED - DUCKED, abs=0.6)
    # the voice's own peaks are limited for some milliseconds each, and the music with them
    assert all(np.ptp(np.percentile(part, [50, 100])) < 0.3 for part in under), "it stays down between syllables"
    assert pause.max() - pause.min() < 1.0
    for at in speech:
        before = gain[(at - RATE) // 480 : at // 480]
        assert before[-10:].max() < np.median(pause) - 0.95 * depth, "down before the first word"
        assert before[:40].min() > np.median(pause) - 0.1 * depth, "not earlier than 0.6 s before"
        step = np.abs(np.diff(gain[(at - RATE) // 480 : at // 480])).max()
        back = np.abs(np.diff(gain[(at + 4 * RATE) // 480 : (at + 6 * RATE) // 480])).max()
        assert max(step, back) < 0.8, "no step: less than 0.8 dB in 10 ms"


def _heard_ducking(voiceover: Voiceover, timeline: Timeline, media: MediaStore) -> np.ndarray:
    """The music's gain in dB, a hundred times a second, heard from a tone far above the voice."""
    from scipy import signal

    class ToneTrack:
        recipe = ("tone",)

        def bed(self, samples: int, media: MediaStore):  # type: ignore[no-untyped-def]
            tone = tone_of(RATE, samples / RATE, 9_000)
            return media.put(wav_bytes(np.stack([tone, tone], axis=1)), ".wav", kind="music")

    sound = mixed(voiceover, timeline, ToneTrack(), media)[:, 0]  # type: ignore[arg-type]
    sections = signal.butter(4, [8_800, 9_200], "bandpass", fs=RATE, output="sos")
    carried = np.abs(signal.hilbert(signal.sosfiltfilt(sections, sound.astype(np.float64))))
    return np.asarray(20 * np.log10(carried[: len(carried) // 480 * 480].reshape(-1, 480).mean(axis=1) + 1e-9))


def test_real_speech_stands_clearly_above_its_music(tmp_path: Path) -> None:
    media = MediaStore(tmp_path)
    voiceover, timeline = film_of(media, [spoken_like(5.0, 1), spoken_like(5.0, 2)], pause=3.0)
    alone = mixed(voiceover, timeline, None, media)
    for mood in ("calm", "bright", "steady", "playful"):
        both = mixed(voiceover, timeline, Composed(mood, 1), media)
        start = timeline.scenes[1].speech * 1600
        spoken = slice(start + RATE, start + 4 * RATE)
        voice = alone[spoken] * np.float32(10 ** ((level(both[spoken]) - level(alone[spoken])) / 20))
        assert level(voice) - level(both[spoken] - voice) > 10, mood
        gap = both[start - RATE : start - round(0.6 * RATE)]
        assert -45 < level(gap) < level(both[spoken]) - 6, "and is heard between the lines"


def test_two_characters_are_equally_loud(tmp_path: Path) -> None:
    media = MediaStore(tmp_path)
    low, high = spoken_like(4.0, 1, level=0.05), as_sound(spoken_like(4.0, 2, level=0.4)[::-1])
    voiceover, timeline = film_of(media, [low, high, low, high])
    sound = mixed(voiceover, timeline, Composed("calm"), media)
    starts = [timing.speech * 1600 for timing in timeline.scenes]
    levels = [integrated(sound[at : at + 4 * RATE]) for at in starts]
    assert max(levels) - min(levels) < 0.5


@pytest.mark.parametrize(
    "harden",
    [
        lambda sound: sound,
        lambda sound: as_sound(sound + 0.3),
        lambda sound: as_sound(np.roll(sound, 3000)[: len(sound) - 3000]),
        lambda sound: as_sound(np.sign(sound) * np.abs(sound) ** 0.3),
    ],
    ids=["as it is", "with an offset", "cut in the middle of a sound", "loud to its very ends"],
)
def test_there_is_no_click_where_lines_begin_and_end(tmp_path: Path, harden: Callable[[Samples], Samples]) -> None:
    media = MediaStore(tmp_path)
    voices = [harden(spoken_like(2.0, seed)) for seed in range(4)]
    voiceover, timeline = film_of(media, voices, pause=0.5)
    sound = mixed(voiceover, timeline, Composed("steady"), media).astype(np.float64)
    jump = np.abs(np.diff(sound, n=2, axis=0)).max(axis=1)
    for line, timing in zip(voiceover.lines, timeline.scenes, strict=True):
        start = timing.speech * 1600
        end = start + round(line.seconds * RATE)
        inside = np.percentile(jump[start + 2400 : end - 2400], 99.5)
        for seam in (start, end):
            assert jump[seam - 480 : seam + 480].max() <= 1.5 * inside
    assert abs(sound.mean()) < 1e-3, "no offset is left"


def test_loudness_has_no_steps_at_the_blocks_it_is_worked_on_in(tmp_path: Path) -> None:
    media = MediaStore(tmp_path)
    voiceover, timeline = film_of(media, [spoken_like(18.0, 1), spoken_like(10.0, 2)])
    sound = mixed(voiceover, timeline, Composed("bright"), media)
    jump = np.abs(np.diff(sound, n=2, axis=0)).max(axis=1)
    for seam in (10 * RATE, 20 * RATE, 30 * RATE):
        assert jump[seam - 4 : seam + 4].max() <= jump[seam - 4800 : seam + 4800].max()
        assert jump[seam - 4 : seam + 4].max() < 2 * np.percentile(jump[seam - 4800 : seam + 4800], 99)


@pytest.mark.parametrize(
    ("kind", "bits", "rate", "channels"),
    [(1, 16, 44_100, 2), (1, 8, 22_050, 1), (3, 32, 48_000, 1), (1, 24, 96_000, 2)],
)
def test_lines_of_any_kind_of_wav_are_mixed(tmp_path: Path, kind: int, bits: int, rate: int, channels: int) -> None:
    media = MediaStore(tmp_path)
    odd = any_wav(tone_of(rate, 2.0), kind=kind, bits=bits, rate=rate, channels=channels)
    voiceover, timeline = film_of(media, [odd, spoken_like(2.0)], pause=6.0)
    sound = mixed(voiceover, timeline, None, media)
    start = timeline.scenes[0].speech * 1600
    heard = np.flatnonzero(np.abs(sound[:, 0]) > 0.05)
    assert heard[0] == pytest.approx(start, abs=0.01 * RATE)
    spectrum = np.abs(np.fft.rfft(sound[start : start + RATE, 0]))
    assert spectrum.argmax() == pytest.approx(440, abs=2)
    assert integrated(sound) == pytest.approx(TARGET, abs=0.1)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (wav_bytes(np.zeros(RATE, np.float32)), "silent"),
        (wav_bytes(np.zeros(0, np.float32)), "silent"),
        (wav_bytes(np.full(RATE, 0.4, np.float32)), "silent"),
        (wav_bytes(np.clip(20 * spoken_like(2.0), -1, 1)), "clipped"),
        (any_wav(np.full(RATE, np.nan, np.float32), kind=3, bits=32), "no numbers"),
        (b"<html>busy</html>", "not a WAV"),
    ],
    ids=["silence", "nothing", "an offset alone", "clipped", "no numbers", "a web page"],
)
def test_a_line_that_cannot_be_heard_is_one_clear_error(tmp_path: Path, data: bytes, said: str) -> None:
    media = MediaStore(tmp_path)
    voiceover, timeline = film_of(media, [spoken_like(2.0), data])
    with pytest.raises(BadInput, match=f"scene s1.*{said}"):
        mix(voiceover, timeline, None, media)
    assert not list((tmp_path / "mix").rglob("*.wav"))


def test_a_line_without_a_place_and_one_that_is_too_long_are_said(tmp_path: Path) -> None:
    media = MediaStore(tmp_path)
    voiceover, timeline = film_of(media, [spoken_like(2.0), spoken_like(3.0)])
    with pytest.raises(BadInput, match=r"scene s1.*lacks this scene"):
        mix(voiceover, timeline.model_copy(update={"scenes": timeline.scenes[:1]}), None, media)
    with pytest.raises(BadInput, match=r"scene s1.*longer than the film"):
        mix(voiceover, timeline.model_copy(update={"frames": 120}), None, media)
    with pytest.raises(BadInput, match="29 frames a second"):
        mix(voiceover, timeline.model_copy(update={"fps": 29}), None, media)


def test_a_mix_is_made_once(tmp_path: Path) -> None:
    media = MediaStore(tmp_path)
    voiceover, timeline = film_of(media, [spoken_like(3.0)])
    first = mix(voiceover, timeline, Composed("calm", 1), media)
    made = media.made
    assert mix(voiceover, timeline, Composed("calm", 1), media) == first
    assert media.made == made
    assert len({mix(voiceover, timeline, track, media).key for track in (None, Composed("calm", 2))} | {first.key}) == 3


def test_music_fades_out_at_the_end(tmp_path: Path) -> None:
    media = MediaStore(tmp_path)
    voiceover, timeline = film_of(media, [spoken_like(6.0)], end=5.0)
    sound = mixed(voiceover, timeline, Composed("bright"), media)
    last = [level(sound[-round((n + 1) * 0.5 * RATE) : len(sound) - round(n * 0.5 * RATE)]) for n in range(5)]
    assert all(later < earlier for later, earlier in pairwise(last))
    assert last[0] < last[-1] - 12


def clip(path: Path, hertz: float, seconds: float) -> Path:
    """A film whose sound is one tone."""
    with av.open(str(path), "w") as container:
        picture = container.add_stream("libx264", rate=30)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        heard = container.add_stream("aac", rate=44_100, layout="mono")
        for number in range(round(seconds * 30)):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), number % 250, np.uint8), format="rgb24")
            container.mux(picture.encode(frame))
        container.mux(picture.encode(None))
        tone = tone_of(44_100, seconds, hertz, 0.1)
        for number in range(0, len(tone), 1024):
            piece = av.AudioFrame.from_ndarray(tone[None, number : number + 1024], format="fltp", layout="mono")
            piece.sample_rate, piece.pts = 44_100, number
            container.mux(heard.encode(piece))
        container.mux(heard.encode(None))
    return path


def test_intro_and_outro_are_heard_with_their_own_sound_in_place_of_the_music(tmp_path: Path) -> None:
    media = MediaStore(tmp_path)
    voiceover, timeline = film_of(media, [spoken_like(3.0), spoken_like(3.0)])
    intro, outro = 60, 75
    scenes = tuple(
        timing.model_copy(update={"first": timing.first + 48, "speech": timing.speech + 48})
        for timing in timeline.scenes
    )
    timeline = timeline.model_copy(
        update={"intro": intro, "outro": outro, "transition": 12, "scenes": scenes, "frames": timeline.frames + 48 + 63}
    )
    files = clip(tmp_path / "in.mp4", 3000, 1.5), clip(tmp_path / "out.mp4", 5000, 4.0)
    made = mix(voiceover, timeline, Composed("bright"), media, intro=files[0], outro=files[1])
    sound = load_wav(media.path(made))[:, 0]
    assert len(sound) == timeline.frames * 1600

    def loud(hertz: float, seconds: float) -> float:
        at = round(seconds * RATE)
        spectrum = np.abs(np.fft.rfft(sound[at : at + RATE // 2] * np.hanning(RATE // 2)))
        near = spectrum[round(hertz / 2) - 3 : round(hertz / 2) + 4].max()
        return float(near / (np.sqrt((spectrum**2).sum()) + 1e-9))

    end = timeline.seconds
    assert loud(3000, 0.5) > 0.6
    assert loud(5000, end - 1.5) > 0.6
    assert loud(3000, 4.0) < 0.05 > loud(5000, 4.0)
    assert np.abs(sound[[0, -1]]).max() < 0.01
    again = mix(voiceover, timeline, Composed("bright"), media)
    without = load_wav(media.path(again))[:, 0]
    assert made.key != again.key
    assert level(without[round(0.8 * RATE) : round(1.4 * RATE)]) > -50, "without a sound of its own the music plays"


MEASURE = """
import sys, time
from pathlib import Path
from reprise.media import MediaStore
from reprise.video.sound.mix import mix
from reprise.video.sound.tracks import Composed
from tests.reprise.video.heard import film_of, spoken_like
media = MediaStore(Path(sys.argv[1]))
lines = [spoken_like(8.0, seed) for seed in range(5)] * int(sys.argv[2])
voiceover, timeline = film_of(media, lines)
before = time.process_time()
made = mix(voiceover, timeline, Composed("bright"), media)
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(made.key, timeline.seconds, time.process_time() - before, peak.split()[1])
"""


@pytest.mark.slow
def test_a_mix_of_fifteen_minutes_is_fast_and_needs_little_memory(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path), "20"], capture_output=True, text=True, check=True
    ).stdout
    key, seconds, busy, peak = said.split()
    assert float(seconds) > 900
    assert float(busy) < 60, "processor seconds; about 18 on a quiet machine"
    assert int(peak) / 1024 < 450, "MB"
    wav = WavFile(tmp_path / key)
    assert wav.samples == round(float(seconds) * RATE)
    last = wav.read(wav.samples - 40 * RATE, wav.samples)
    assert integrated(last) == pytest.approx(TARGET, abs=1.0)
