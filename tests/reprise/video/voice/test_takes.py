"""What a voice gives back: any WAV is read, what is wrong with it is told, and every line is as loud as the next."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprise.video.sound.files import RATE, Samples, as_sound
from reprise.video.sound.loudness import integrated, true_peak
from reprise.video.voice.takes import LEAD, TRAIL, make_take, read_any, read_notes, trim, with_notes
from reprise.video.voice.voiceover import SpokenWord, UnusableSound, Utterance, Word
from tests.reprise.video.heard import any_wav, spoken_like

FOUR = Utterance("one two three four", tuple(SpokenWord(word, 0, 1) for word in ("one", "two", "three", "four")))


def at(rate: int, sound: Samples) -> bytes:
    return any_wav(sound, rate=rate)


@pytest.mark.parametrize("level", [0.004, 0.05, 0.5])
@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100])
def test_every_line_has_one_loudness_whatever_the_voice(rate: int, level: float) -> None:
    sound = spoken_like(2.0)
    take = make_take(at(rate, as_sound(sound / np.abs(sound).max() * level)), None, FOUR)
    assert integrated(take.samples) == pytest.approx(-20, abs=0.6)
    assert true_peak(take.samples) <= -0.9


@settings(max_examples=25, deadline=None)
@given(front=st.floats(0, 3), back=st.floats(0, 3), noise=st.sampled_from([0.0, 1e-4, 2e-3]))
def test_silence_at_both_ends_is_always_the_same_and_ends_never_click(front: float, back: float, noise: float) -> None:
    hush = [np.zeros(round(seconds * RATE), np.float32) for seconds in (front, back)]
    sound = np.concatenate([hush[0], spoken_like(1.0), hush[1]])
    sound = as_sound(sound + noise * np.random.default_rng(0).standard_normal(len(sound)))
    line, _ = trim(sound, None)
    assert len(line) / RATE == pytest.approx(1.0 + LEAD + TRAIL, abs=0.12)
    assert np.abs(line[[0, -1]]).max() == 0
    assert np.abs(np.diff(line[: RATE // 100])).max() < 0.02


def test_a_clipped_voice_is_told_and_a_ruined_one_is_refused() -> None:
    sound = spoken_like(2.0, level=0.3)
    clean = np.clip(sound / np.abs(sound).max(), -1, 1)
    assert make_take(at(24_000, as_sound(0.9 * clean)), None, FOUR).notes == ()
    (note,) = make_take(at(24_000, as_sound(np.clip(3 * clean, -1, 1))), None, FOUR).notes
    assert "was clipped" in note
    with pytest.raises(UnusableSound, match=r"\d\d% of the voice's sound is clipped"):
        make_take(at(24_000, as_sound(np.clip(400 * clean, -1, 1))), None, FOUR)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no WAV file"),
        (b"<html><body>Gateway timeout</body></html>", "begins with '<html><body>Gateway"),
        (any_wav(as_sound(np.zeros(0))), "empty"),
        (any_wav(as_sound(np.zeros(9000))), "silence"),
        (any_wav(spoken_like(1.0))[:-20_000], "breaks off after 79%"),
    ],
)
def test_what_holds_no_speech_is_the_voices_fault(data: bytes, message: str) -> None:
    with pytest.raises(UnusableSound, match=message):
        read_any(data)


def test_far_too_few_seconds_are_refused_and_far_too_many_told() -> None:
    words = Utterance("x", tuple(SpokenWord(f"w{n}", 0, 1) for n in range(200)))
    with pytest.raises(UnusableSound, match=r"said 200 words in 1\.2 seconds"):
        make_take(any_wav(spoken_like(1.0)), None, words)
    few = Utterance("x", (SpokenWord("one", 0, 3),))
    assert "listen to it" in make_take(any_wav(spoken_like(8.0)), None, few).notes[0]


def test_times_of_other_words_are_none() -> None:
    words = tuple(Word(text=text, start=0, end=1) for text in ("one", "two", "3", "four"))
    assert make_take(any_wav(spoken_like(2.0)), words, FOUR).words is None


def test_remarks_travel_inside_the_file() -> None:
    data = any_wav(spoken_like(0.5))
    noted = with_notes(data, ("ein Wort", "zwei"))
    assert read_notes(noted) == ("ein Wort", "zwei")
    assert np.array_equal(read_any(noted)[0], read_any(data)[0])
    assert with_notes(data, ()) == data
    assert read_notes(data) == ()
