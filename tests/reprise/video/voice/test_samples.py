"""Recordings are listened to before a voice is made of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from reprise.errors import BadInput, NotFound
from reprise.video.sound.decoding import decode_speech
from reprise.video.sound.files import RATE, Samples, wav_bytes
from reprise.video.voice.samples import examine, in_all
from sandbox.models.encoded import mp3
from sandbox.models.spoken import say

_TALK = (
    "I have been asked to speak for about a minute, so that a machine can learn how I sound. It is a quiet morning, "
    "and nobody else is in the room. I read slowly, with small pauses, as I would tell a friend about a book I liked. "
)


@cache
def talk(times: int = 1) -> Samples:
    spoken = say(_TALK * times)
    return decode_speech(mp3(spoken.samples * 0.6, spoken.rate))


def recorded(path: Path, samples: Samples) -> Path:
    path.write_bytes(wav_bytes(np.clip(samples, -1, 1).astype(np.float32)))
    return path


def noise(size: int, level: float) -> Samples:
    return np.random.default_rng(1).normal(0, 10 ** (level / 20), size).astype(np.float32)


def test_a_minute_of_clean_speech_is_good(tmp_path: Path) -> None:
    sample = examine(recorded(tmp_path / "a.wav", talk(5)))
    assert sample.problems == ()
    assert sample.speech > 45
    assert in_all([sample])[0] == ()


def test_an_mp3_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(mp3(talk(1), RATE))
    assert examine(path).problems == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (np.zeros_like, "hardly any speech"),
        (lambda x: 0.3 * np.sin(np.arange(len(x)) * 0.03).astype(np.float32), "hardly any speech"),
        (lambda x: noise(len(x), -20), "hardly any speech"),
        (lambda x: x + noise(len(x), -32), "noisy"),
        (lambda x: np.clip(x * 8, -0.9, 0.9), "clipped"),
        (lambda x: x * 0.003, "far too quiet"),
    ],
)
def test_what_no_voice_should_be_made_of_is_a_problem(
    tmp_path: Path, change: Callable[[Samples], Samples], message: str
) -> None:
    sample = examine(recorded(tmp_path / "a.wav", change(talk(1))))
    assert any(message in problem for problem in sample.problems), sample


def test_little_speech_and_doubles_are_problems_of_all(tmp_path: Path) -> None:
    sample = examine(recorded(tmp_path / "a.wav", talk(1)))
    problems, _ = in_all([sample])
    assert any("at least 30 s" in problem for problem in problems)
    assert any("twice" in problem for problem in in_all([sample, sample])[0])


@pytest.mark.parametrize(
    "content", [b"", b"<html></html>", b"ID3 and nothing else", wav_bytes(np.zeros(100, np.float32))]
)
def test_what_is_no_recording_is_an_error_with_its_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.wav"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"odd\.wav"):
        examine(path)
    with pytest.raises(NotFound):
        examine(tmp_path / "nobody.wav")
