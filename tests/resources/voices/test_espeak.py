"""The built-in voice, with the real espeak-ng."""

from __future__ import annotations

import io
import itertools
import wave
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprise.briefs.language import word_count
from reprise.errors import BadInput, BadSettings
from reprise.video.sound.files import RATE, read_wav
from reprise.video.sound.loudness import integrated
from reprise.video.voice.speech import utter, written_words
from reprise.video.voice.voiceover import Word
from resources.voices import open_voice
from resources.voices.espeak import EspeakVoice
from resources.voices.japanese import in_kana
from tests.builders import make_site

TEXTS = {
    "en": "“Don't panic,” she said: the 1,200 well-known cases, e.g. R&D, grew by 3.5 % in 2026 — at last! 🚀",
    "de": "Das kostet 1.200 €, z. B. im Jahr 2026; d.h. etwa 5 % mehr.",
    "es": "¿Cuánto cuesta? En 2025 eran 1.200 €, p. ej. el 68 % de todo.",
    "ru": "Это новая статья о 25 правилах, т. е. обо всём, что важно — сразу.",
    "fr": "« Bonjour ! » dit-il : l'heure est venue, 5 € suffisent.",
    "ja": "日本語の記事を読みます。東京は2026年に5%増えた。",
    "zh": "我们每天都会发布新的文章，2026年增长了5%。",
    "ko": "먼저 사람들이 여전히 찾는 글 열 편을 골랐습니다.",
    "ar": "تُقرأ معظم المقالات مرة واحدة، ثم تُنسى في 2025.",
}


def said(voice: EspeakVoice, text: str, language: str) -> tuple[bytes, tuple[Word, ...]]:
    """What a voice makes of a written text."""
    return voice.speak(utter(text, language), language)


@pytest.fixture(scope="module")
def voice() -> EspeakVoice:
    return EspeakVoice()


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_every_written_word_gets_its_time(voice: EspeakVoice, language: str) -> None:
    data, words = said(voice, TEXTS[language], language)
    seconds = len(read_wav(data)) / RATE
    assert tuple(word.text for word in words) == written_words(TEXTS[language], language)
    assert all(0 <= word.start < word.end <= seconds for word in words)
    assert all(before.start < after.start for before, after in itertools.pairwise(words))
    assert all(before.end <= after.start + 1e-3 for before, after in itertools.pairwise(words))


@settings(max_examples=15, deadline=None)
@given(
    text=st.text(
        alphabet=st.sampled_from("abcdefgü éñ ßжщ日本のは们안مر 0123456789 .,;:!?–—%€$&/'’\"()-[]#🚀"), max_size=80
    ),
    language=st.sampled_from(["en", "de", "ja", "zh", "ar"]),
)
def test_words_are_in_order_for_any_text(voice: EspeakVoice, text: str, language: str) -> None:
    try:
        data, words = said(voice, text, language)
    except BadInput:
        return
    seconds = len(read_wav(data)) / RATE
    assert tuple(word.text for word in words) == written_words(text, language)
    starts = [word.start for word in words]
    assert starts == sorted(starts)
    assert all(0 <= word.start < word.end <= seconds + 1e-3 for word in words)


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_words_begin_where_sound_begins_after_a_pause(voice: EspeakVoice, language: str) -> None:
    data, words = said(voice, TEXTS[language], language)
    level = np.abs(read_wav(data))
    for before, after in itertools.pairwise(words):
        if after.start - before.end > 0.06:
            start = round(after.start * RATE)
            assert level[start : start + RATE // 10].max() > 0.02, after.text
            assert level[round((before.end + 0.01) * RATE) : start - 240].max() < 0.1 * level.max(), after.text


def test_japanese_is_read_in_kana_and_shown_as_written() -> None:
    utterance = in_kana(utter("ノードBが東京へ行く。", "ja"))
    assert utterance.text == "ノード B ガ トーキョーエ イク。"
    assert "".join(word.text for word in utterance.words) == "ノードBが東京へ行く。"


def test_the_sound_is_48_khz_mono_of_a_fixed_loudness(voice: EspeakVoice) -> None:
    for language in ("en", "ru"):
        data, _ = said(voice, TEXTS[language], language)
        with wave.open(io.BytesIO(data)) as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (48_000, 1, 2)
        samples = read_wav(data)
        assert integrated(samples) == pytest.approx(-20, abs=0.5)
        assert np.abs(samples).max() < 0.95


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "en",
            (
                "Most posts are read once and forgotten. Here is how a small team in Oslo gave theirs a second life.",
                "First, they picked ten evergreen pieces, the ones people still look for, like guides and checklists.",
                "Then each article became five short posts, written for the place where it would appear.",
            ),
        ),
        (
            "de",
            (
                "Die meisten Beiträge werden einmal gelesen und dann vergessen. So bekamen sie ein zweites Leben.",
                "Danach wurde jeder Artikel zu fünf kurzen Beiträgen, geschrieben für den Ort, an dem sie erscheinen.",
            ),
        ),
        (
            "ja",
            (
                "多くの記事は一度読まれるだけで忘れられます。小さなチームが記事に第二の命を与えた方法を紹介します。",
                "次に、それぞれの記事を五つの短い投稿に書き直しました。",
            ),
        ),
    ],
)
def test_the_speaking_rate_is_what_the_voice_says_of_itself(
    voice: EspeakVoice, language: str, texts: tuple[str, ...]
) -> None:
    spoken = [said(voice, text, language)[1] for text in texts]
    seconds = sum(words[-1].end - words[0].start + 0.17 for words in spoken)
    rate = sum(word_count(text, language) for text in texts) / seconds * 60
    assert rate == pytest.approx(voice.words_per_minute(language), rel=0.08)
    assert EspeakVoice(speed=1.2).words_per_minute(language) == pytest.approx(1.2 * voice.words_per_minute(language))


def test_faster_is_shorter(voice: EspeakVoice) -> None:
    fast = EspeakVoice(speed=1.4)
    slow_words, fast_words = said(voice, TEXTS["en"], "en")[1], said(fast, TEXTS["en"], "en")[1]
    assert fast_words[-1].end < 0.85 * slow_words[-1].end


def test_the_same_words_sound_the_same_every_time(voice: EspeakVoice) -> None:
    said(voice, "Something else before it.", "de")
    first = said(voice, TEXTS["en"], "en")
    said(voice, "Etwas anderes dazwischen.", "de")
    other = EspeakVoice()
    assert said(voice, TEXTS["en"], "en") == first == said(other, TEXTS["en"], "en")
    assert voice.signature == other.signature != EspeakVoice(variant="m3").signature


def test_several_threads_may_speak_with_one_voice(voice: EspeakVoice) -> None:
    texts = [f"This is line number {number}." for number in range(4)]
    alone = [said(voice, text, "en") for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: said(voice, text, "en"), texts)) == alone


def test_a_crash_of_the_library_is_one_texts_error(
    voice: EspeakVoice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr("espeakng_loader.get_data_path", lambda: str(broken))
        with pytest.raises(BadInput, match=r"'Hello there\.': espeak-ng crashed"):
            said(voice, "Hello there.", "en")
    said(voice, "Hello there.", "en")


def test_an_unknown_language_is_an_error_with_a_remedy(voice: EspeakVoice) -> None:
    with pytest.raises(BadSettings, match=r"does not speak 'xx'.*Choose another voice"):
        said(voice, "Hello", "xx")


def test_an_unknown_variant_is_an_error_that_lists_the_known() -> None:
    with pytest.raises(BadSettings, match=r"'tenor' is not a variant.*\bf2\b"):
        EspeakVoice(variant="tenor")


@pytest.mark.parametrize("text", ["", "  \n", "🚀🚀", "… — !"])
def test_nothing_to_say_is_an_error(voice: EspeakVoice, text: str) -> None:
    with pytest.raises(BadInput, match="nothing to say"):
        said(voice, text, "en")


def test_a_site_names_its_voice() -> None:
    site = make_site(films={"voice": "espeak", "voice_variant": "f3", "speed": 1.1})
    (narrator,) = open_voice(site).candidates[None]
    assert "f3" in narrator.open().signature
    with pytest.raises(BadSettings, match=r"site demo: films\.voice: 'hal' is not a voice.*espeak"):
        open_voice(make_site(films={"voice": "hal"}))
