"""How well lines are timed whose voice tells no times: against voices whose own times are withheld."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy import signal

from reprise.errors import BadSettings
from reprise.video.sound.files import RATE, Samples, as_sound, read_wav
from reprise.video.voice.alignment import Activity, activity, by_energy
from reprise.video.voice.speech import utter
from reprise.video.voice.voiceover import Utterance, Word
from resources.voices.aligning import open_aligner
from resources.voices.espeak import EspeakVoice
from resources.voices.whisper import Heard, corrected, matched

TEXTS = {
    "en": (
        "Most posts are read once and forgotten. Here is how a small team in Oslo gave theirs a second life.",
        "First, they picked ten evergreen pieces, the ones people still look for, like guides and checklists.",
    ),
    "de": (
        "Die meisten Beiträge werden einmal gelesen und dann vergessen. So bekamen sie ein zweites Leben.",
        "Danach wurde jeder Artikel zu fünf kurzen Beiträgen, geschrieben für den Ort, an dem sie erscheinen.",
    ),
    "fr": ("La plupart des articles sont lus une fois, puis oubliés. Voici comment une équipe les a fait revivre.",),
    "es": (
        "La mayoría de los artículos se leen una vez y se olvidan. Así les dio una segunda vida un equipo de Oslo.",
    ),
    "ru": ("Большинство статей читают один раз и забывают. Вот как небольшая команда дала им вторую жизнь.",),
    "pl": ("Większość artykułów czyta się raz, a potem zapomina. Oto jak mały zespół dał im drugie życie.",),
    "ja": ("多くの記事は一度読まれるだけで忘れられます。小さなチームが記事に第二の命を与えた方法を紹介します。",),
    "zh": ("大多数文章只被阅读一次，然后就被遗忘了。一个小团队是这样给它们第二次生命的。",),
    "ar": ("تُقرأ معظم المقالات مرة واحدة، ثم تُنسى. هكذا منح فريق صغير مقالاته حياة ثانية.",),
}
WITHIN = 0.080
"""Seconds: cues begin so near to their word, 95 times of 100."""


@dataclass(frozen=True)
class Line:
    samples: Samples
    words: tuple[Word, ...]
    utterance: Utterance
    language: str


@cache
def line(text: str, language: str, variant: str, speed: float) -> Line:
    utterance = utter(text, language)
    data, words = EspeakVoice(variant=variant, speed=speed).speak(utterance, language)
    assert words
    return Line(read_wav(data), words, utterance, language)


def worsened(sound: Samples, how: str) -> tuple[Samples, float]:
    """The sound as it may come from elsewhere, and how much later it begins."""
    if how == "clean":
        return sound, 0.0
    chance, front = np.random.default_rng(1), 1.5
    long = np.concatenate([np.zeros(round(front * RATE), np.float32), sound, np.zeros(RATE // 2, np.float32)])
    if how == "room":
        echo = chance.standard_normal(round(0.3 * RATE)) * np.exp(-np.arange(round(0.3 * RATE)) / (0.06 * RATE))
        echo[0] = 6.0
        long = signal.fftconvolve(long, echo / 6.0)[: len(long)]
    noise = signal.lfilter([1.0], [1.0, -0.9], chance.standard_normal(len(long)))
    quiet = np.sqrt(np.mean(sound**2)) * 10 ** (-{"silence in front": 60, "room": 25, "noise": 15}[how] / 20)
    return as_sound(long + noise / noise.std() * quiet), front


def misses(case: Line, how: str) -> list[float]:
    """By how many seconds each word is placed wrongly."""
    sound, front = worsened(case.samples, how)
    found = open_aligner().align(sound, case.utterance, case.language)
    assert [word.text for word in found] == [word.text for word in case.words]
    return [abs(got.start - true.start - front) for got, true in zip(found, case.words, strict=True)]


@pytest.mark.parametrize("how", ["clean", "silence in front", "noise", "room"])
def test_words_of_another_voice_are_found_within_80_milliseconds(how: str) -> None:
    wrong = [miss for variant, speed in (("m7", 0.9), ("Andy", 1.2)) for text in TEXTS["en"] for miss in
             misses(line(text, "en", variant, speed), how)]  # fmt: skip
    assert np.percentile(wrong, 95) < WITHIN
    assert np.percentile(wrong, 50) < 0.03


@pytest.mark.slow
@pytest.mark.parametrize("language", sorted(TEXTS))
def test_words_are_found_in_every_language(language: str) -> None:
    wrong = [
        miss
        for variant, speed in (("m1", 0.85), ("f4", 1.25), ("klatt", 1.0))
        for text in TEXTS[language]
        for how in ("clean", "silence in front", "noise", "room")
        for miss in misses(line(text, language, variant, speed), how)
    ]
    assert np.percentile(wrong, 95) < WITHIN


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_the_built_in_voices_own_times_agree_with_its_sound(language: str) -> None:
    """The times that espeak tells, against where an aligner that never saw them hears the words of the same sound."""
    wrong = [miss for text in TEXTS[language] for miss in misses(line(text, language, "f2", 1.0), "clean")]
    assert np.percentile(wrong, 95) < WITHIN


def test_no_word_is_put_into_the_silence_in_front() -> None:
    case = line(TEXTS["en"][0], "en", "m3", 1.0)
    sound, front = worsened(case.samples, "silence in front")
    for found in (open_aligner().align(sound, case.utterance, "en"), by_energy(sound, case.utterance)):
        assert found[0].start == pytest.approx(front + case.words[0].start, abs=0.06)


def test_a_language_that_no_reference_speaks_is_timed_by_energy() -> None:
    case = line(TEXTS["ru"][0], "ru", "m1", 0.85)
    found = open_aligner().align(case.samples, case.utterance, "tlh")
    assert found == by_energy(case.samples, case.utterance)
    wrong = [abs(got.start - true.start) for got, true in zip(found, case.words, strict=True)]
    assert np.percentile(wrong, 95) < 0.3
    after_stop = [n for n in range(1, len(case.words)) if case.words[n - 1].text[-1] in ".,"]
    assert max(wrong[number] for number in after_stop) < 0.03, "pauses are found"


@pytest.mark.parametrize(
    "text", ["One", "x" * 300, " ".join(f"word{n}" for n in range(200)), "Zero\u200dwidth \u200d joiner"]
)
def test_odd_texts_are_timed_in_order(text: str) -> None:
    utterance = utter(text, "en")
    data, _ = EspeakVoice(variant="m3").speak(utterance, "en")
    samples = read_wav(data)
    found = open_aligner().align(samples, utterance, "en")
    assert [word.text for word in found] == [word.text for word in utterance.words]
    assert all(0 <= word.start < word.end <= len(samples) / RATE + 1e-3 for word in found)
    assert [word.start for word in found] == sorted(word.start for word in found)


HEARD = [Heard(" Most", 0.0, 1.9), Heard(" posts", 1.9, 2.2), Heard(" are", 2.2, 2.4), Heard(" read", 2.4, 2.8)]


def speaking_from(start: float, seconds: float = 4.0) -> Activity:
    sound = np.zeros(round(seconds * RATE), np.float32)
    sound[round(start * RATE) :] = 0.3 * np.sin(np.arange(len(sound) - round(start * RATE)) / 20)
    return activity(sound)


def test_what_whisper_stamps_into_silence_begins_with_the_sound() -> None:
    starts = matched(HEARD, ["Most", "posts", "are", "read."], speaking_from(1.5))
    assert starts == [pytest.approx(1.5, abs=0.03), pytest.approx(1.9), pytest.approx(2.2), pytest.approx(2.4)]


def test_words_that_were_not_heard_are_left_open_and_other_words_refused() -> None:
    starts = matched(HEARD, ["Most", "old", "posts", "are", "read."], speaking_from(0.0))
    assert starts is not None
    assert starts[1] is None
    assert matched(HEARD, ["Etwas", "ganz", "anderes"], speaking_from(0.0)) is None
    assert matched([], ["Most"], speaking_from(0.0)) is None


def test_whisper_corrects_only_what_is_far_off() -> None:
    words = tuple(Word(text=text, start=start, end=start + 0.3) for text, start in (("a", 0.1), ("b", 0.5), ("c", 1.0)))
    assert corrected(words, [0.2, 0.6, 1.1], 5.0, apart=0.5) == words
    moved = corrected(words, [0.2, None, 3.0], 5.0, apart=0.5)
    assert [word.start for word in moved] == [0.1, pytest.approx(1.55), 3.0]
    assert all(word.start <= word.end for word in moved)


def test_a_whisper_model_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"REPRISE_WHISPER_MODEL: There is no Whisper model"):
        open_aligner(tmp_path)
