"""How espeak-ng is set for each language: voice, variant, rate, pitch; with the measured speaking rate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import espeakng_loader

from reprise.video.script import Role


@dataclass(frozen=True)
class Tuning:
    """`voices` are tried in order; `rate`, `pitch`, `range` and `gap` are espeak's parameters.

    `words_per_minute` was measured with them, pauses included, in words as `reprise.briefs.language` counts them.
    """

    voices: tuple[str, ...]
    rate: int = 160
    words_per_minute: float = 150.0
    variant: str = "f2"
    pitch: int = 42
    range: int = 55
    gap: int = 0


_TUNINGS: dict[str, Tuning] = {
    "en": Tuning(("en-US",), 152, 151),
    "en-GB": Tuning(("en-GB-x-rp",), 150, 154),
    "de": Tuning(("de",), 156, 150),
    "fr": Tuning(("fr",), 138, 166),
    "es": Tuning(("es",), 150, 149),
    "es-MX": Tuning(("es-419",), 164, 150),
    "it": Tuning(("it",), 148, 155),
    "pt": Tuning(("pt",), 162, 149),
    "pt-BR": Tuning(("pt-BR",), 162, 148),
    "nl": Tuning(("nl",), 158, 149),
    "pl": Tuning(("pl",), 172, 129),
    "ru": Tuning(("ru",), 156, 149),
    "ar": Tuning(("ar",), 180, 113),
    "ja": Tuning(("ja",), 178, 147),
    "ko": Tuning(("ko",), 176, 121),
    "zh": Tuning(("cmn",), 184, 133),
    "nn": Tuning(("nb",)),
    "no": Tuning(("nb",)),
    "zh-HK": Tuning(("yue",), 170, 141),
}


@dataclass(frozen=True)
class PartVoice:
    """A character's built-in voice: espeak's variant, and how much higher than the language's tuning."""

    variant: str
    pitch: int


PARTS: dict[Role, PartVoice] = {"questioner": PartVoice("f3", 8), "explainer": PartVoice("m3", 6)}
"""Two voices that nobody takes for one another: about an octave lies between them (210 and 103 Hz in English)."""


def tuning(language: str) -> Tuning:
    """The settings for a language such as "en" or "pt-BR"; for others espeak's own voice of that name, untuned."""
    base = language.split("-", maxsplit=1)[0]
    known = _TUNINGS.get(language) or _TUNINGS.get(base)
    return known or Tuning((language, base))


@cache
def variants() -> frozenset[str]:
    """Names of the voice variants that come with espeak-ng."""
    folder = Path(espeakng_loader.get_data_path()) / "voices" / "!v"
    return frozenset(path.name for path in folder.iterdir())


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that espeak-ng has, from its own files ("en-us" is among English)."""
    found = set()
    for path in (Path(espeakng_loader.get_data_path()) / "lang").rglob("*"):
        if path.is_file():
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                name, _, value = line.partition(" ")
                if name == "language":
                    found.add(value.split()[0].split("-", maxsplit=1)[0])
                    break
    return tuple(sorted(found))


def tuned_languages() -> tuple[str, ...]:
    """The languages with a tuning of their own."""
    return tuple(_TUNINGS)
