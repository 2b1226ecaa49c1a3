"""What providers charge in US dollars, by type and model, with where each price was read and when.

"-" before a source says that it was not read on the provider's own page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from reprise.model_settings import OwnPrice
from reprise.models.failures import ModelError
from reprise.models.providers import PROVIDERS, ProviderType
from reprise.models.used import Used


@dataclass(frozen=True)
class ModelPrice:
    """US dollars: for a million tokens read, read from the provider's cache, written to it, and answered; for a
    thousand characters spoken; for a minute of sound; for a picture; for a megapixel.

    A request that reads more than `long_from` tokens costs `long_in` times as much for what it reads and `long_out`
    times for what it answers, all of it.
    """

    source: str
    input: float = 0.0
    cached: float = 0.0
    stored: float = 0.0
    output: float = 0.0
    characters: float = 0.0
    minute: float = 0.0
    picture: float = 0.0
    megapixel: float = 0.0
    long_from: int | None = None
    long_in: float = 1.0
    long_out: float = 1.0

    def of(self, used: Used) -> float:
        read = used.input_tokens + used.cached_tokens + used.stored_tokens
        is_long = self.long_from is not None and read > self.long_from
        reading = (
            used.input_tokens * self.input + used.cached_tokens * self.cached + used.stored_tokens * self.stored
        ) * (self.long_in if is_long else 1.0)
        answering = used.output_tokens * self.output * (self.long_out if is_long else 1.0)
        spoken = used.characters / 1000 * self.characters + used.seconds / 60 * self.minute
        return (reading + answering) / 1e6 + spoken + used.images * self.picture + used.megapixels * self.megapixel


_OPENAI = "developers.openai.com, model pages, 2026-11"
_OPENAI_ELSEWHERE = "- Kin Lane's reading of OpenAI's pricing page and release notes of price counters, 2026-09 to 11"
_CLAUDE = "platform.claude.com, pricing and model pages, 2026-11"
_CLAUDE_ELSEWHERE = "- synaps 0.10.2, which names platform.claude.com, 2026-10"
_ELEVENLABS = "- puter.com's reading of elevenlabs.io/pricing/api, 2026-06"
_FAL = "fal.ai/pricing and model pages, 2026-05; rounded up to whole megapixels"
_FAL_ELSEWHERE = "- a list of fal.ai's prices, 2026-05; rounded up to whole megapixels"
_RUNWARE = "- about what Replicate asks for the same model, 2026-10; what is booked is the cost that Runware tells"


def _text(
    source: str, input_: float, output: float, *, cached: float | None = None, long_from: int | None = None
) -> ModelPrice:
    """Reading from the cache costs a tenth and writing to it a quarter more, unless it is said otherwise."""
    return ModelPrice(
        source,
        input=input_,
        cached=input_ / 10 if cached is None else cached,
        stored=input_ * 1.25,
        output=output,
        long_from=long_from,
        long_in=5.0 if long_from == _HAIKU_LONG else 2.0,
        long_out=5.0 if long_from == _HAIKU_LONG else 1.5,
    )


_GPT_LONG, _HAIKU_LONG = 272_000, 100_000

PRICES: Mapping[ProviderType, Mapping[str, ModelPrice]] = MappingProxyType(
    {
        "openai": MappingProxyType(
            {
                "gpt-6-luna": _text(_OPENAI, 0.10, 0.50, long_from=_GPT_LONG),
                "gpt-6-sol": _text(_OPENAI_ELSEWHERE, 2.00, 10.00, long_from=_GPT_LONG),
                "gpt-6.1-sol": _text(_OPENAI_ELSEWHERE, 2.00, 10.00, cached=0.10, long_from=_GPT_LONG),
                "gpt-6-astra": _text(_OPENAI_ELSEWHERE, 10.00, 50.00, long_from=_GPT_LONG),
                "gpt-5.6-luna": _text(_OPENAI, 0.20, 1.20, long_from=_GPT_LONG),
                "gpt-5.6-terra": _text(_OPENAI, 2.00, 12.00, long_from=_GPT_LONG),
                "gpt-5.6-sol": _text(_OPENAI_ELSEWHERE, 5.00, 30.00, long_from=_GPT_LONG),
                "gpt-5.5": _text(_OPENAI_ELSEWHERE, 5.00, 30.00, long_from=_GPT_LONG),
                "gpt-5.4": _text(_OPENAI_ELSEWHERE, 2.50, 15.00, long_from=_GPT_LONG),
                "gpt-5.4-mini": _text(_OPENAI_ELSEWHERE, 0.75, 4.50),
                "gpt-5.4-nano": _text(_OPENAI_ELSEWHERE, 0.20, 1.25),
                "gpt-4.1": _text(_OPENAI_ELSEWHERE, 2.00, 8.00, cached=0.50),
                "gpt-4.1-mini": _text(_OPENAI_ELSEWHERE, 0.40, 1.60, cached=0.10),
                "gpt-4o-mini": _text(_OPENAI_ELSEWHERE, 0.15, 0.60, cached=0.075),
                # Speech tells no tokens: 0.60 USD for a million tokens read (of four characters), 12 USD for a million
                # of sound (OpenAI's own estimate: 0.015 USD a minute).
                "gpt-4o-mini-tts": ModelPrice(_OPENAI, characters=0.00015, minute=0.015),
                "tts-1": ModelPrice(_OPENAI_ELSEWHERE, characters=0.015),
                "tts-1-hd": ModelPrice(_OPENAI_ELSEWHERE, characters=0.030),
                # Text read, and the picture's tokens as the answer.
                "gpt-image-2.6-sunburst": ModelPrice(_OPENAI, input=5.00, cached=1.25, output=30.00),
                "gpt-image-2.5-sunburst": ModelPrice(_OPENAI_ELSEWHERE, input=5.00, cached=1.25, output=30.00),
                "gpt-image-2.5-flare": ModelPrice(_OPENAI_ELSEWHERE, input=5.00, cached=1.25, output=30.00),
                "gpt-image-2": ModelPrice(_OPENAI_ELSEWHERE, input=5.00, cached=1.25, output=30.00),
                "gpt-image-1.5": ModelPrice(_OPENAI_ELSEWHERE, input=5.00, cached=1.25, output=32.00),
                "gpt-image-1-mini": ModelPrice(_OPENAI, input=2.00, cached=0.20, output=8.00),
            }
        ),
        "anthropic": MappingProxyType(
            {
                "claude-haiku-5-5": _text(_CLAUDE, 0.10, 0.50, long_from=_HAIKU_LONG),
                "claude-sonnet-5-5": _text(_CLAUDE, 2.00, 10.00, cached=0.10),
                "claude-opus-5-5": _text(_CLAUDE, 4.00, 20.00, cached=0.20),
                "claude-fable-5-1": _text(_CLAUDE, 10.00, 50.00, cached=0.25),
                "claude-fable-5": _text(_CLAUDE, 10.00, 50.00),
                "claude-opus-5": _text(_CLAUDE, 5.00, 25.00),
                "claude-opus-4-8": _text(_CLAUDE, 5.00, 25.00),
                "claude-sonnet-5": _text(_CLAUDE_ELSEWHERE, 2.00, 10.00),
                "claude-sonnet-4-6": _text(_CLAUDE, 3.00, 15.00),
                "claude-sonnet-4-5": _text(_CLAUDE, 3.00, 15.00),
                "claude-haiku-4-5": _text(_CLAUDE, 1.00, 5.00),
            }
        ),
        "elevenlabs": MappingProxyType(
            {
                "eleven_multilingual_v2": ModelPrice(_ELEVENLABS, characters=0.10),
                "eleven_v3": ModelPrice(_ELEVENLABS, characters=0.10),
                "eleven_flash_v2_5": ModelPrice(_ELEVENLABS, characters=0.05),
                "eleven_flash_v2": ModelPrice(_ELEVENLABS, characters=0.05),
                "eleven_turbo_v2_5": ModelPrice(_ELEVENLABS, characters=0.05),
                "eleven_turbo_v2": ModelPrice(_ELEVENLABS, characters=0.05),
            }
        ),
        "fal": MappingProxyType(
            {
                "fal-ai/flux/schnell": ModelPrice(_FAL, megapixel=0.003),
                "fal-ai/flux/dev": ModelPrice(_FAL, megapixel=0.025),
                "fal-ai/flux-pro/v1.1": ModelPrice(_FAL_ELSEWHERE, megapixel=0.055),
                "fal-ai/flux-2-pro": ModelPrice(_FAL_ELSEWHERE, megapixel=0.03),
                "fal-ai/flux-2-flex": ModelPrice(_FAL_ELSEWHERE, megapixel=0.05),
            }
        ),
        "runware": MappingProxyType(
            {
                "runware:100@1": ModelPrice(_RUNWARE, picture=0.003),
                "runware:101@1": ModelPrice(_RUNWARE, picture=0.025),
                "runware:400@1": ModelPrice(_RUNWARE, picture=0.025),
            }
        ),
    }
)
"""What calls cost where neither the provider nor the site says it. A model with a date behind its name costs what the
name without it does."""

_DATED = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{8})$")


def usd(type_: ProviderType, model: str, used: Used, own: OwnPrice | None = None, *, name: str = "") -> float:
    """What a call costs in US dollars: what the provider told, else by the site's own prices, else by the table.

    Raises `ModelError` for a model whose price nobody knows.
    """
    if used.usd is not None:
        return used.usd
    return price_of(type_, model, own, name=name).of(used)


def price_of(type_: ProviderType, model: str, own: OwnPrice | None = None, *, name: str = "") -> ModelPrice:
    """A model's price. `name` is the provider as the site's file calls it. Raises `ModelError` when it is not known."""
    if own is not None:
        return ModelPrice(
            "the site's file",
            input=own.input,
            cached=own.input,
            stored=own.input,
            output=own.output,
            characters=own.characters,
            picture=own.picture,
        )
    if not PROVIDERS[type_].paid:
        return ModelPrice("costs nothing")
    table = PRICES.get(type_, {})
    found = table.get(model) or table.get(_DATED.sub("", model))
    if found is None:
        name = name or type_
        raise ModelError(
            f"What {model or 'its model'} costs is not known, so it is not asked.",
            kind="validation",
            where=name,
            remedy=f"Give its prices in the site's file: models.providers.{name}.prices.",
        )
    return found
