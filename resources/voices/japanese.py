"""Japanese in kana, for a voice that cannot read kanji."""

from __future__ import annotations

from functools import cache

import regex
from janome.tokenizer import Tokenizer

from reprise.video.voice.voiceover import SpokenWord, Utterance

_MIXED = regex.compile(r"\p{Latin}[\p{Hiragana}\p{Katakana}]|[\p{Hiragana}\p{Katakana}ー]\p{Latin}")


@cache
def _tokenizer() -> Tokenizer:
    return Tokenizer()


def in_kana(utterance: Utterance) -> Utterance:
    """The utterance with its kanji replaced by their pronunciation; the written words stay what they were.

    Pieces get spaces between them, which is how espeak-ng finds words.
    """
    sounds: list[tuple[int, str]] = []
    place = 0
    for token in _tokenizer().tokenize(utterance.text):
        at = utterance.text.find(token.surface, place)
        place = at + len(token.surface)
        sounds.append((at, _sound(token.surface, token.phonetic)))
    text, words, number = "", [], 0
    for word in utterance.words:
        start = len(text)
        while number < len(sounds) and sounds[number][0] < word.end:
            sound = sounds[number][1]
            # Letters that touch kana make espeak-ng spell the kana.
            text += f" {sound}" if _MIXED.search(text[-1:] + sound[:1]) else sound
            number += 1
        words.append(SpokenWord(word.text, start, len(text)))
        text += " "
    return Utterance(text.rstrip(), tuple(words))


def _sound(surface: str, phonetic: str) -> str:
    if phonetic == "*" or not regex.search(r"\p{Han}|\p{Hiragana}|\p{Katakana}", surface):
        return surface
    return phonetic
