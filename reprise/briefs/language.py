"""Words by language: tokens, stop words, stems and counts, with or without spaces between the words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

import budoux
import regex
import snowballstemmer
import stopwordsiso

_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch",
    "no": "norwegian", "nb": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip

# Characters that take as long to say as one English word: syllabic scripts at the rates of radio news.
_CHARACTERS_PER_WORD = {"zh": 1.7, "ja": 2.5, "th": 4.5, "lo": 4.5, "km": 4.5, "my": 4.5}

# How long a text takes to say, in words of ordinary prose: by its letters, its pauses and its figures. Fitted in
# 2026-11 to some 400 lines spoken by espeak-ng in English, Spanish, Russian, Arabic, Japanese and Chinese, and checked
# on prose in the others.
_LETTERS_PER_WORD = {
    "en": 4.8, "de": 5.2, "fr": 5.1, "es": 4.7, "it": 4.5, "pt": 4.7, "nl": 4.95, "pl": 5.5, "ru": 5.6, "uk": 5.5,
    "el": 5.2, "sv": 4.8, "da": 5.0, "no": 4.7, "nb": 4.7, "tr": 6.0, "ar": 4.7, "ko": 2.5, "ja": 2.8, "zh": 1.7,
}  # fmt: skip
_LATIN_WEIGHT = {"ja": 2.0, "zh": 0.4}  # of a Latin letter among signs that are whole syllables
_WORD, _END, _COMMA, _DIGIT = 0.84, 1.3, 0.7, 0.8
_LETTER, _LATIN = regex.compile(r"\p{L}"), regex.compile(r"\p{Latin}")
_SENTENCE_END = regex.compile(r"[.!?…]+(?=\P{L}*(?:\s|$))|[。！？؟]")
_PAUSE = regex.compile(r"[,;:·](?=\s)|(?<=\p{L})\.(?=\p{L})|[、，；：،؛]|\s[—–]\s")

# The public English list counts the first as empty, though they carry the subject of articles about work and
# software, and misses the second.
_ENGLISH_CONTENT = """
open state states system systems work working works case cases web home group groups member members page pages
research information results result room problem problems area areas test tests million help order points point
number numbers important new big small young old world state's needs need computer cost costs date free full high
long low place places site text thousand today index volume line fire fix fill mill net org sub cry section words
value values lines back side sides opening interest interests interesting present changes change tip tips novel run
name names various example examples similarly end ends early turn turned
"""
_ENGLISH_EMPTY = """
lot lots thing things way ways kind bit really actually basically simply just make makes made making want wants use
uses used using don didn doesn isn aren wasn won couldn shouldn ve ll re including based let start starts starting
started try trying look looks looking feel add adding added ensure allow allows create creating created provide
provides like great good better best able easy easier sure check read reading note run running
"""

_TOKEN = regex.compile(r"[\p{L}\p{N}]+(?:[.'’&+/_-]+[\p{L}\p{N}]+)*[+#]*|[$€£¥₽%][\d.,]*", regex.VERSION1)
_GREEK = regex.compile(r"\p{Greek}")
_MIXED = regex.compile(
    r"(?P<han>\p{Han}+)|(?P<kata>[\p{Katakana}ー・]+)|(?P<latin>[\p{Latin}\p{N}][\p{Latin}\p{N}.+#_-]*)"
    r"|(?P<other>[\p{L}\p{M}]+)"
)


@dataclass(frozen=True)
class Token:
    """A word of a text and where it stands, in characters."""

    text: str
    start: int
    end: int


def base(language: str) -> str:
    """The language without its region: "pt" of "pt-BR"."""
    return language.replace("_", "-").split("-")[0].lower()


def is_spaceless(language: str) -> bool:
    """Whether words are written without spaces between them."""
    return base(language) in _CHARACTERS_PER_WORD


def tokens(text: str, language: str) -> list[Token]:
    """The words of a text in order; for languages without spaces, phrases as a reader would break them."""
    if not is_spaceless(language):
        return [Token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
    found, position = [], 0
    for phrase in _phrases(base(language))(text):
        found.append(Token(phrase, position, position + len(phrase)))
        position += len(phrase)
    return found


def content_terms(text: str, language: str) -> list[str]:
    """What a text is about: stems of its words without stop words, in order."""
    if is_spaceless(language):
        return [term.casefold() for term in content_runs(text, language)]
    stop = stop_words(language)
    return [stem(token.text, language) for token in tokens(text, language) if is_content(token.text, stop)]


def content_runs(text: str, language: str) -> list[str]:
    """Runs of characters that carry meaning in a language without spaces (Han, Katakana, Latin words)."""
    stop = stop_words(language)
    runs: list[str] = []
    pieces = [text] if base(language) == "ja" else [token.text for token in tokens(text, language)]
    for piece in pieces:
        for match in _MIXED.finditer(piece):
            run = match.group().strip("・.-_")
            if match.lastgroup == "other" and base(language) == "ja":
                continue  # Hiragana: endings and particles
            if (
                len(run) >= 2
                and run[0] != "ー"
                and run not in ("https", "http", "www")
                and run.casefold() not in stop
                and not run.replace(".", "").isdigit()
            ):
                runs.append(run)
    return runs


def is_content(word: str, stop: frozenset[str]) -> bool:
    """Whether a word says something: not a stop word, a bare number or a single letter."""
    folded = word.casefold().replace("’", "'")
    if folded in stop or folded.split("'")[0] in stop or (_GREEK.match(folded) and _unaccented(folded) in stop):
        return False
    return len(word) > 1 and any(character.isalpha() for character in word)


def _unaccented(word: str) -> str:
    """A Greek word as the list of empty words has most of them: without accents."""
    bare = "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare)


@cache
def stop_words(language: str) -> frozenset[str]:
    """The empty words of a language, case-folded; none for a language without a list."""
    code = {"nb": "no", "nn": "no"}.get(base(language), base(language))
    words: frozenset[str] = frozenset(word.casefold() for word in stopwordsiso.stopwords(code))
    return (words - {*_ENGLISH_CONTENT.split()}) | {*_ENGLISH_EMPTY.split()} if code == "en" else words


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """The word without its ending, case-folded; the word itself where no stemmer is known."""
    folded = word.casefold().replace("’", "'").removesuffix("'s")
    stemmer = _stemmer(base(language))
    return str(stemmer(folded)) if stemmer else folded


def word_count(text: str, language: str) -> int:
    """How many words a text has; characters take their share in languages without spaces."""
    if not is_spaceless(language):
        return sum(1 for part in text.split() if any(character.isalnum() for character in part))
    latin = len(regex.findall(r"[\p{Latin}\p{N}]+", text))
    others = len(regex.findall(r"[^\p{Latin}\p{N}\p{P}\p{S}\p{Z}]", text))
    return round(latin + others / _CHARACTERS_PER_WORD[base(language)])


def spoken_seconds(text: str, language: str, words_per_minute: float) -> float:
    """How long a text takes to say at a voice's rate in ordinary prose, pauses included.

    Long words take longer than short ones, and so do sentence ends, commas and figures; measured with the built-in
    voice, this comes within 7 % of a single line, where counting words misses by 20 %.
    """
    code = base(language)
    letters = _LETTERS_PER_WORD.get(code)
    words: float = word_count(text, language)
    if letters:
        latin = len(_LATIN.findall(text)) * (_LATIN_WEIGHT.get(code, 1.0) - 1)
        words = (len(_LETTER.findall(text)) + latin) / letters
    ends, commas = len(_SENTENCE_END.findall(text)), len(_PAUSE.findall(text))
    digits = sum(map(str.isdigit, text))
    return (_WORD * words + _END * ends + _COMMA * commas + _DIGIT * digits) / words_per_minute * 60


@cache
def _stemmer(code: str) -> Callable[[str], str] | None:
    name = _ALGORITHMS.get(code)
    return snowballstemmer.stemmer(name).stemWord if name else None


@cache
def _phrases(code: str) -> Callable[[str], list[str]]:
    loaders = {
        "ja": budoux.load_default_japanese_parser,
        "zh": budoux.load_default_simplified_chinese_parser,
        "th": budoux.load_default_thai_parser,
    }
    loader = loaders.get(code)
    parse: Callable[[str], list[str]] = loader().parse if loader else list
    return parse
