"""Sound files, loudness and peaks, and narration as sound."""

from __future__ import annotations

import warnings
from contextlib import suppress
from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from reprise.errors import BadInput
from reprise.media import MediaStore
from reprise.video.sound.files import BLOCK, RATE, WavFile, load_wav, read_wav, read_words, wav_bytes, write_blocks
from reprise.video.sound.loudness import integrated, limit, measure, to_loudness, true_peak
from reprise.video.voice.narration import LEAD, TRAIL, narrate
from reprise.video.voice.voiceover import Utterance, Word
from tests.reprise.video.heard import ToneVoice, any_wav, tone_of
from tests.reprise.video.spoken import make_script


@given(st.lists(st.tuples(st.text(max_size=12), st.floats(0, 9), st.floats(0, 9)), max_size=8))
def test_word_times_travel_inside_the_sound_file(rows: list[tuple[str, float, float]]) -> None:
    words = tuple(Word(text=text, start=start, end=end) for text, start, end in rows)
    data = wav_bytes(np.linspace(-0.5, 0.5, 999, dtype=np.float32), words)
    assert read_words(data) == words
    assert np.abs(read_wav(data) - np.linspace(-0.5, 0.5, 999)).max() < 2 / 32768


def test_word_times_are_found_before_other_chunks_and_in_files_without_any() -> None:
    words = (Word(text="word", start=0.1, end=0.3),)
    data = wav_bytes(np.zeros(11, np.float32), words)
    assert read_words(data + b"LIST\x04\x00\x00\x00abcd") == words
    assert read_words(wav_bytes(np.zeros(11, np.float32))) == ()


@pytest.mark.parametrize(
    ("kind", "bits", "rate", "channels"),
    [
        (1, 16, 48_000, 1), (1, 16, 44_100, 2), (1, 8, 22_050, 1), (1, 24, 96_000, 2), (1, 32, 16_000, 1),
        (3, 32, 44_100, 1), (3, 64, 48_000, 2), (0xFFFE, 24, 48_000, 2),
    ],
)  # fmt: skip
def test_wav_of_every_kind_is_read_as_the_same_tone(kind: int, bits: int, rate: int, channels: int) -> None:
    sound = read_wav(any_wav(tone_of(rate), kind=kind, bits=bits, rate=rate, channels=channels))
    assert sound.shape == ((RATE,) if channels == 1 else (RATE, channels))
    wanted = tone_of(RATE)
    heard = sound if channels == 1 else sound[:, 0]
    middle = slice(2000, -2000)
    assert np.abs(heard[middle] - wanted[middle]).max() < (0.012 if bits == 8 else 0.002)


def test_a_streamed_wav_whose_size_is_not_known_is_read_to_its_end() -> None:
    data = bytearray(any_wav(tone_of(RATE)))
    place = data.index(b"data") + 4
    data[4:8] = data[place : place + 4] = b"\xff\xff\xff\xff"
    assert len(read_wav(bytes(data))) == RATE


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"nothing", "not a WAV"),
        (b"", "not a WAV"),
        (b"ID3\x04" + b"\x00" * 400, "not a WAV"),
        (b"RIFF\x10\x00\x00\x00WAVE", "cut off"),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", "cut off"),
    ],
)
def test_what_is_no_wav_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_wav(data)


@pytest.mark.parametrize("changes", [{"kind": 85}, {"bits": 12}, {"rate": 0}, {"channels": 0}, {"channels": 99}])
def test_a_wav_of_a_kind_that_cannot_be_read_is_refused(changes: dict[str, int]) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_wav(any_wav(tone_of(RATE), claimed=changes))


def test_values_that_are_no_numbers_are_refused() -> None:
    sound = tone_of(RATE)
    sound[100] = np.nan
    with pytest.raises(BadInput, match="no numbers"):
        read_wav(any_wav(sound, kind=3, bits=32))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(noise: bytes) -> None:
    for data in (noise, b"RIFF\x00\x00\x00\x00WAVE" + noise):
        with suppress(BadInput):
            assert read_wav(data).dtype == np.float32


def test_a_wav_written_in_blocks_is_the_one_written_at_once(tmp_path: Path) -> None:
    sound = np.random.default_rng(3).uniform(-0.4, 0.4, (2 * BLOCK + 77, 2)).astype(np.float32)
    blocks = [sound[:5], sound[5 : BLOCK + 9], sound[BLOCK + 9 :]]
    assert write_blocks(tmp_path / "b.wav", blocks) == len(sound)
    assert (tmp_path / "b.wav").read_bytes() == wav_bytes(sound)
    file = WavFile(tmp_path / "b.wav")
    assert (file.samples, file.channels) == (len(sound), 2)
    assert np.array_equal(np.concatenate(list(file.blocks())), read_wav(wav_bytes(sound)))
    assert np.array_equal(file.read(BLOCK, BLOCK + 3), load_wav(tmp_path / "b.wav")[BLOCK : BLOCK + 3])
    assert len(file.read(len(sound) - 2, len(sound) + 5)) == 2


def test_only_our_own_kind_of_wav_is_read_in_parts(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(any_wav(tone_of(44_100), rate=44_100))
    with pytest.raises(BadInput, match=r"x\.wav.*not 48 kHz"):
        WavFile(path)


def test_loudness_is_what_others_measure() -> None:
    chance = np.random.default_rng(5)
    noise = chance.standard_normal((RATE * 20, 2)).astype(np.float32) * 0.1
    noise *= np.abs(np.sin(np.arange(len(noise)) / RATE))[:, None].astype(np.float32)
    noise[8 * RATE : 12 * RATE] *= 0.001  # a pause that the gate leaves out
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = pyloudnorm.Meter(RATE).integrated_loudness(noise.astype(np.float64))
    assert integrated(noise) == pytest.approx(theirs, abs=0.1)
    sine = np.sin(2 * np.pi * 997 * np.arange(5 * RATE) / RATE)
    assert integrated(sine) == pytest.approx(-3.01, abs=0.01), "the tone that the recommendation names"


def test_peaks_between_samples_are_found() -> None:
    quarter = 0.5 * np.sin(2 * np.pi * np.arange(RATE) / 4 + np.pi / 4)
    assert np.abs(quarter).max() < 0.36
    assert true_peak(quarter[3:-3] * np.hanning(RATE - 6)) == pytest.approx(20 * np.log10(0.5), abs=0.1)
    noise = np.random.default_rng(2).standard_normal((RATE, 2)).astype(np.float32)
    fine = np.abs(signal.resample_poly(noise, 8, 1, axis=0)).max()
    assert true_peak(noise) == pytest.approx(20 * np.log10(fine), abs=0.3)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 30_000), min_size=1, max_size=8), st.integers(1, 2))
def test_a_sound_measures_the_same_in_blocks_of_any_size(sizes: list[int], channels: int) -> None:
    total = sum(sizes)
    noise = np.random.default_rng(total).standard_normal((total, channels)).astype(np.float32) * 0.1
    ends = np.cumsum(sizes)
    whole, parts = measure([noise]), measure(np.split(noise, ends[:-1]))
    assert len(whole.energy) == -(-total // 48)
    np.testing.assert_allclose(parts.energy, whole.energy, rtol=1e-4)
    np.testing.assert_allclose(parts.peak, whole.peak, rtol=1e-4)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.05, 8.0))
def test_no_true_peak_passes_the_limiter(seed: int, gain: float) -> None:
    noise = np.random.default_rng(seed).standard_normal((4800, 2)) * gain
    assert true_peak(limit(noise, -1.5)) <= -1.5


def test_the_limiter_leaves_quiet_sound_alone() -> None:
    quiet = 0.1 * np.sin(np.arange(4800) / 7, dtype=np.float32)
    assert np.array_equal(limit(quiet, -1.5), quiet)


def test_loudness_is_reached_under_the_ceiling() -> None:
    noise = np.random.default_rng(1).standard_normal((RATE * 4, 2)).astype(np.float32) * 0.02
    noise[::9600] *= 30
    loud = to_loudness(noise, -14.0, -1.5)
    assert integrated(loud) == pytest.approx(-14.0, abs=0.3)
    assert true_peak(loud) <= -1.5


def test_silence_stays_silence() -> None:
    assert not to_loudness(np.zeros((RATE, 2), dtype=np.float32), -14.0, -1.5).any()


def test_narration_is_trimmed_to_equal_pads_and_its_words_move_along(tmp_path: Path) -> None:
    media = MediaStore(tmp_path)
    line = narrate(make_script([3.0], ["One two three"]), ToneVoice(), media).lines[0]
    samples = load_wav(media.path(line.media))
    assert line.seconds == pytest.approx(len(samples) / RATE) == pytest.approx(1.1 + LEAD + TRAIL, abs=0.01)
    assert [word.text for word in line.words] == ["One", "two", "three"]
    assert [word.start for word in line.words] == pytest.approx([LEAD, LEAD + 0.4, LEAD + 0.8], abs=0.01)
    assert line.words[-1].end <= line.seconds


def test_only_a_changed_line_is_spoken_again(tmp_path: Path) -> None:
    texts = ["One two three", "Four five six", "Seven eight"]
    first = narrate(make_script([3.0] * 3, texts), ToneVoice(), MediaStore(tmp_path))
    texts[1] = "Four five seven"
    media, voice = MediaStore(tmp_path), ToneVoice()
    second = narrate(make_script([3.0] * 3, texts), voice, media)
    assert voice.spoken == ["Four five seven"]
    assert (media.made, media.reused) == (1, 2)
    assert [second.lines[0], second.lines[2]] == [first.lines[0], first.lines[2]]


def test_another_voice_or_language_is_another_piece(tmp_path: Path) -> None:
    script = make_script([3.0], ["One two"])
    media = MediaStore(tmp_path)
    narrate(script, ToneVoice(), media)
    narrate(script, ToneVoice("other"), media)
    narrate(script.model_copy(update={"language": "de"}), ToneVoice(), media)
    assert media.made == 3


def test_scenes_without_words_have_no_line_and_a_script_without_any_is_an_error(tmp_path: Path) -> None:
    script = make_script([3.0, 3.0], ["One", "🚀 …"])
    assert [line.scene for line in narrate(script, ToneVoice(), MediaStore(tmp_path)).lines] == ["s0"]
    with pytest.raises(BadInput, match="says nothing"):
        narrate(make_script([3.0], silent={0}), ToneVoice(), MediaStore(tmp_path))


def test_a_voice_that_returns_silence_is_an_error_naming_the_scene(tmp_path: Path) -> None:
    class Mute(ToneVoice):
        def speak(self, utterance: Utterance, language: str) -> tuple[bytes, tuple[Word, ...]]:
            return wav_bytes(np.zeros(RATE, dtype=np.float32)), (Word(text="x", start=0, end=1),)

    with pytest.raises(BadInput, match="demo-a-title, scene s0"):
        narrate(make_script([3.0], ["One"]), Mute(), MediaStore(tmp_path))
    assert not list(tmp_path.rglob("*.wav"))


def test_progress_runs_from_nothing_to_all(tmp_path: Path) -> None:
    steps: list[float] = []
    narrate(make_script([3.0] * 2, ["A b", "C d"]), ToneVoice(), MediaStore(tmp_path), lambda _, far: steps.append(far))
    assert steps == [0.0, 0.5, 1.0]
