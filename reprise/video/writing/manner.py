"""How a style and a tone tell an article: which sentences they like, how they open and how they call to act.

They weigh and phrase; what is said stays the article's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

import regex
import yaml

from reprise.briefs.language import base, word_count
from reprise.sites import Site
from reprise.social.conventions.convention import LinkPlace
from reprise.video.script import Style, Tone

HookKind = Literal["title", "statistic", "claim", "quote", "question"]
_WARM: tuple[Tone, ...] = ("casual", "friendly")
_SHORT_WORDS = 10
_LEAST, _MOST = 0.55, 1.9  # how far a manner may move a sentence's worth

_Weights = Mapping[str, float]
_STYLES: Mapping[Style, tuple[_Weights, _Weights, _Weights]] = MappingProxyType(
    {
        "educational": ({}, {}, {}),
        "motivational": (
            {"claim": 0.3, "quote": 0.35, "question": 0.05, "statistic": -0.35},
            {"quote": 1.3, "statistic": 0.8},
            {"reader": 1.35, "strong": 1.25, "hedge": 0.75},
        ),
        "entertaining": (
            {"question": 0.45, "quote": 0.35, "claim": 0.15, "statistic": -0.3},
            {"quote": 1.35, "question": 1.2, "statistic": 0.85},
            {"story": 1.3, "turn": 1.2, "short": 1.15, "reason": 0.9},
        ),
        "selling": (
            {"statistic": 0.2, "claim": 0.25, "question": -0.2},
            {"statistic": 1.15},
            {"gain": 1.4, "reader": 1.2, "strong": 1.1, "hedge": 0.7},
        ),
    }
)
"""For each style: what is added to a hook of a kind, factors on a unit's kind, factors on a sentence's traits."""

_TONES: Mapping[Tone, tuple[_Weights, _Weights]] = MappingProxyType(
    {
        "friendly": ({}, {}),
        "casual": ({}, {"reader": 1.15, "story": 1.15, "short": 1.15}),
        "professional": ({"statistic": 1.1}, {"story": 0.8, "excited": 0.7, "reason": 1.1}),
        "authoritative": ({"statistic": 1.2, "quote": 1.15}, {"hedge": 0.6, "strong": 1.1, "story": 0.85}),
    }
)
"""For each tone: factors on a unit's kind, factors on a sentence's traits."""


@dataclass(frozen=True)
class Manner:
    """A style and a tone in one language."""

    style: Style
    tone: Tone
    language: str

    @classmethod
    def of(cls, site: Site, language: str) -> Manner:
        """The manner of a site's films, for an article in a language."""
        return cls(site.films.style, site.films.tone or site.wording.tone, language)

    def hook(self, kind: HookKind, said: str) -> float:
        """What is added to the worth of an opening: by its kind, and by how much the style likes what it says."""
        added, _, _ = _STYLES[self.style]
        if kind == "title":
            return added.get(kind, 0.0)
        liked = self.liking("", said, brevity=False) - 1
        plain = kind in ("claim", "quote") and liked <= 0  # a sentence like any other is no opening
        return (0.0 if plain else added.get(kind, 0.0)) + 0.3 * liked

    def liking(self, kind: str, said: str, *, brevity: bool = True) -> float:
        """The factor on the worth of something told; 1 for a manner without preferences.

        Without `brevity` it makes no difference that something is short, as every hook is.
        """
        _, kinds, traits = _STYLES[self.style]
        tone_kinds, tone_traits = _TONES[self.tone]
        factor = kinds.get(kind, 1.0) * tone_kinds.get(kind, 1.0)
        for trait in sorted({*traits, *tone_traits} - ({"short"} if not brevity else set())):
            if _shows(trait, said, self.language):
                factor *= traits.get(trait, 1.0) * tone_traits.get(trait, 1.0)
        return min(_MOST, max(_LEAST, factor))

    def calls(self) -> tuple[str, ...]:
        """Calls to action, the fitting one first; {site} stands for the site's name. None where there is no table."""
        table = _words(self.language).calls
        own = table.get(self.style, ())
        chosen = own[-1:] if self.tone not in _WARM else own[:1]
        return tuple(dict.fromkeys([*chosen, *own, *(call for calls in table.values() for call in calls)]))

    def lead(self) -> str:
        """What introduces the takeaway; "" where there is no table."""
        return _words(self.language).leads.get(self.style, "")

    def first(self) -> str:
        """What introduces the first step; "" for the language's usual word."""
        return _words(self.language).first.get(self.style, "")

    def last(self) -> str:
        """What introduces the last step; "" for the language's usual word."""
        return _words(self.language).last.get(self.style, "")


def place_of_link(language: str, place: LinkPlace) -> str:
    """A sentence that says where the link is; "" where there is no table."""
    return _words(language).places.get(place, "")


def every_call(language: str) -> frozenset[str]:
    """All calls to action of a language in every style, with {site}."""
    return frozenset(call for calls in _words(language).calls.values() for call in calls)


@dataclass(frozen=True)
class _Words:
    """One language's table; `manners.yaml` says what each part is for."""

    calls: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    leads: Mapping[str, str] = field(default_factory=dict)
    first: Mapping[str, str] = field(default_factory=dict)
    last: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    traits: Mapping[str, Any] = field(default_factory=dict)


def _shows(trait: str, said: str, language: str) -> bool:
    if trait == "short":
        return word_count(said, language) <= _SHORT_WORDS
    if trait == "excited":
        return "!" in said or "！" in said
    pattern = _words(language).traits.get(trait)
    return pattern is not None and pattern.search(said) is not None


@cache
def _words(language: str) -> _Words:
    code = {"nb": "no", "nn": "no"}.get(base(language), base(language))
    table = _tables().get(code, {})
    return _Words(
        calls={style: tuple(calls) for style, calls in table.get("calls", {}).items()},
        leads=table.get("leads", {}),
        first=table.get("first", {}),
        last=table.get("last", {}),
        places=table.get("places", {}),
        traits={
            name: regex.compile("|".join(f"(?:{pattern})" for pattern in patterns), regex.I)
            for name, patterns in table.get("traits", {}).items()
        },
    )


@cache
def _tables() -> dict[str, dict[str, Any]]:
    text = files("reprise.video.writing").joinpath("manners.yaml").read_text(encoding="utf-8")
    tables: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return tables
