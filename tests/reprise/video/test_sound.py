"""Sound files, loudness, music and the mix."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprise.errors import BadInput, BadSettings
from reprise.media import MediaStore
from reprise.video.loudness import integrated, limit, to_loudness, true_peak
from reprise.video.mix import CEILING, TARGET, mix
from reprise.video.music import MOODS, compose
from reprise.video.narration import LEAD, TRAIL, narrate
from reprise.video.sound import RATE, load_wav, read_wav, read_words, wav_bytes
from reprise.video.timeline import plan_timeline
from reprise.video.voiceover import Word
from tests.reprise.video.spoken import make_script


class ToneVoice:
    """A voice whose words are bursts of a tone, each 0.3 s, 0.1 s apart, after 0.5 s of silence."""

    def __init__(self, signature: str = "tone") -> None:
        self.signature = signature
        self.spoken: list[str] = []

    def speak(self, text: str, language: str) -> tuple[bytes, tuple[Word, ...]]:
        self.spoken.append(text)
        texts = text.split()
        samples = np.zeros(round((1.0 + 0.4 * len(texts)) * RATE), dtype=np.float32)
        words = []
        for number, word in enumerate(texts):
            start = 0.5 + 0.4 * number
            time = np.arange(round(0.3 * RATE)) / RATE
            tone = 0.4 * np.sin(2 * np.pi * 330 * time) * np.sin(np.pi * time / 0.3) ** 0.25
            first = round(start * RATE)
            samples[first : first + len(tone)] = tone
            words.append(Word(text=word, start=start, end=start + 0.3))
        return wav_bytes(samples), tuple(words)

    def words_per_minute(self, language: str) -> float:
        return 150.0


@given(st.lists(st.tuples(st.text(max_size=12), st.floats(0, 9), st.floats(0, 9)), max_size=8))
def test_word_times_travel_inside_the_sound_file(rows: list[tuple[str, float, float]]) -> None:
    words = tuple(Word(text=text, start=start, end=end) for text, start, end in rows)
    data = wav_bytes(np.linspace(-0.5, 0.5, 999, dtype=np.float32), words)
    assert read_words(data) == words
    assert np.abs(read_wav(data) - np.linspace(-0.5, 0.5, 999)).max() < 2 / 32768


def test_a_sound_of_another_rate_is_refused() -> None:
    data = bytearray(wav_bytes(np.zeros(100, dtype=np.float32)))
    data[24:28] = (22_050).to_bytes(4, "little")
    with pytest.raises(BadInput, match="22050 Hz"):
        read_wav(bytes(data))
    with pytest.raises(BadInput, match="not a WAV"):
        read_wav(b"nothing")


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


@pytest.mark.parametrize("mood", sorted(MOODS))
def test_music_is_as_long_as_asked_smooth_and_unclipped(mood: str) -> None:
    music = compose(mood, 20.0, 5)
    assert music.shape == (20 * RATE, 2)
    assert 0.3 < np.abs(music).max() < 0.95
    assert np.abs(np.diff(music, axis=0)).max() < 0.2, "a click"
    assert np.abs(music[[0, -1]]).max() < 1e-3
    level = np.sqrt((music[2 * RATE : 16 * RATE].reshape(-1, 2 * RATE, 2) ** 2).mean(axis=(1, 2)))
    assert level.max() / level.min() < 2.0, "a bed keeps its level"
    spectrum = np.abs(np.fft.rfft(music.mean(axis=1))) ** 2
    above = spectrum[len(spectrum) // 5 :].sum() / spectrum.sum()
    assert above < 0.02, "little above 5 kHz"
    mono, sides = music.mean(axis=1), music[:, 0] - music[:, 1]
    assert np.sqrt((mono**2).mean()) > 0.5 * np.sqrt((sides**2).mean()), "it survives one loudspeaker"


@pytest.mark.parametrize("seconds", [0.5, 1.7, 3.0, 7.3])
def test_music_of_any_length_can_be_composed(seconds: float) -> None:
    music = compose("bright", seconds, 0)
    assert len(music) == round(seconds * RATE)
    assert np.isfinite(music).all()


def test_the_same_seed_gives_the_same_music_and_another_gives_other_music() -> None:
    assert np.array_equal(compose("calm", 5.0, 1), compose("calm", 5.0, 1))
    assert not np.array_equal(compose("steady", 12.0, 1), compose("steady", 12.0, 2))


def test_an_unknown_mood_is_an_error() -> None:
    with pytest.raises(BadSettings, match=r"'gloomy'.*calm, bright, steady"):
        compose("gloomy", 5.0, 1)


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
        def speak(self, text: str, language: str) -> tuple[bytes, tuple[Word, ...]]:
            return wav_bytes(np.zeros(RATE, dtype=np.float32)), (Word(text="x", start=0, end=1),)

    with pytest.raises(BadInput, match="demo-a-title, scene s0"):
        narrate(make_script([3.0], ["One"]), Mute(), MediaStore(tmp_path))
    assert not list(tmp_path.rglob("*.wav"))


def test_progress_runs_from_nothing_to_all(tmp_path: Path) -> None:
    steps: list[float] = []
    narrate(make_script([3.0] * 2, ["A b", "C d"]), ToneVoice(), MediaStore(tmp_path), lambda _, far: steps.append(far))
    assert steps == [0.0, 0.5, 1.0]


@pytest.mark.parametrize("mood", ["none", "steady"])
def test_a_mix_is_exactly_as_long_and_as_loud_as_it_should_be(tmp_path: Path, mood: str) -> None:
    media = MediaStore(tmp_path)
    script = make_script([4.0] * 2, ["One two three four five", "Six seven eight nine"])
    voiceover = narrate(script, ToneVoice(), media)
    timeline = plan_timeline(script, voiceover, fit=(0, 99))
    made = mix(voiceover, timeline, mood, media, seed=3)
    sound = load_wav(media.path(made))
    assert sound.shape == (timeline.frames * 1600, 2)
    assert made.seconds == timeline.seconds
    assert integrated(sound) == pytest.approx(TARGET, abs=0.5)
    assert true_peak(sound) <= CEILING


def test_narration_begins_at_its_frame(tmp_path: Path) -> None:
    media = MediaStore(tmp_path)
    script = make_script([4.0] * 2, ["One two three", "Six seven eight"])
    voiceover = narrate(script, ToneVoice(), media)
    timeline = plan_timeline(script, voiceover, fit=(0, 99))
    sound = np.abs(load_wav(media.path(mix(voiceover, timeline, "none", media)))).max(axis=1)
    for line, timing in zip(voiceover.lines, timeline.scenes, strict=True):
        start = timing.speech * 1600
        for word in line.words:
            at = start + round(word.start * RATE)
            assert sound[at - 2400 : at - 480].max() < 0.02 < sound[at : at + 4800].max()


def test_music_makes_room_for_speech(tmp_path: Path) -> None:
    media = MediaStore(tmp_path)
    script = make_script([5.0], ["One two three four five six"])
    voiceover = narrate(script, ToneVoice(), media)
    timeline = plan_timeline(script, voiceover, fit=(6.4, 99))
    sound = load_wav(media.path(mix(voiceover, timeline, "calm", media))).mean(axis=1)
    first = timeline.scenes[0].speech * 1600 + round(LEAD * RATE)
    gaps = [first + round((0.4 * n + 0.33) * RATE) for n in range(1, 5)]
    under = np.sqrt(np.mean([sound[at : at + 2400] ** 2 for at in gaps]))
    words = np.sqrt(np.mean([sound[at - 9600 : at - 4800] ** 2 for at in gaps]))
    after = first + round(3.6 * RATE)
    alone = np.sqrt(np.mean(sound[after : after + RATE // 4] ** 2))
    assert 20 * np.log10(words / under) > 10
    assert 20 * np.log10(alone / under) > 3


def test_a_mix_is_made_once(tmp_path: Path) -> None:
    media = MediaStore(tmp_path)
    script = make_script([4.0], ["One two three"])
    voiceover = narrate(script, ToneVoice(), media)
    timeline = plan_timeline(script, voiceover, fit=(0, 99))
    first = mix(voiceover, timeline, "none", media, seed=1)
    made = media.made
    assert mix(voiceover, timeline, "none", media, seed=2) == first, "without music the seed says nothing"
    assert media.made == made
    assert mix(voiceover, timeline, "calm", media, seed=2) != first
