"""How espeak-ng is set for each language: voice, variant, rate, pitch; with the measured speaking rate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import espeakng_loader


@dataclass(frozen=True)
class Tuning:
    """`voices` are tried in order; `rate`, `pitch`, `range` and `gap` are espeak's parameters.

    `words_per_minute` was measured with them, pauses included, in words as `reprise.video.speech` counts them.
    """

    voices: tuple[str, ...]
    rate: int = 160
    words_per_minute: float = 150.0
    variant: str = "f2"
    pitch: int = 48
    range: int = 52
    gap: int = 0


_TUNINGS: dict[str, Tuning] = {
    "en": Tuning(("en-us",)),
    "en-GB": Tuning(("en-gb",)),
    "de": Tuning(("de",)),
    "fr": Tuning(("fr-fr",)),
    "es": Tuning(("es",)),
    "es-MX": Tuning(("es-419",)),
    "it": Tuning(("it",)),
    "pt": Tuning(("pt",)),
    "pt-BR": Tuning(("pt-br",)),
    "nl": Tuning(("nl",)),
    "pl": Tuning(("pl",)),
    "ru": Tuning(("ru",)),
    "ar": Tuning(("ar",)),
    "ja": Tuning(("ja",)),
    "ko": Tuning(("ko",)),
    "zh": Tuning(("cmn",)),
    "zh-HK": Tuning(("yue",)),
}


def tuning(language: str) -> Tuning:
    """The settings for a language such as "en" or "pt-BR"; for others espeak's own voice of that name, untuned."""
    base = language.split("-", maxsplit=1)[0]
    known = _TUNINGS.get(language) or _TUNINGS.get(base)
    return known or Tuning((language.lower(), base))


@cache
def variants() -> frozenset[str]:
    """Names of the voice variants that come with espeak-ng."""
    folder = Path(espeakng_loader.get_data_path()) / "voices" / "!v"
    return frozenset(path.name for path in folder.iterdir())
