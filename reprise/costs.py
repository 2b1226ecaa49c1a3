"""What work costs in the product's credits (the product's price list of 2026-11); providers' dollars are on top.

The built-in parts cost credits and no dollars. Models cost by what they are: of a text the operation it is for, or its
tokens where the site runs the model itself; of a voice its minutes, by its class; of a picture by what it costs to buy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from reprise.models.providers import PROVIDERS, ProviderType
from reprise.models.tasks import OPERATIONS as OF_TASKS
from reprise.models.tasks import Task
from reprise.models.used import Used
from reprise.social.post import PostType


@dataclass(frozen=True)
class Price:
    """`credits` for one `unit` of an operation."""

    operation: str
    unit: str
    credits: float


CREDITS: Mapping[str, Price] = MappingProxyType(
    {
        price.operation: price
        for price in (
            Price("adapt", "post", 1),
            Price("hashtags", "post", 0.5),
            Price("thread", "post", 2),
            Price("carousel", "post", 5),
            Price("picture", "picture", 1),
            Price("script", "script", 5),
            Price("voice", "minute", 2),
            Price("composition", "film", 5),
            Price("cover", "picture", 3),
            Price("metadata", "text", 1),
        )
    }
)
"""Prices of the self-hosted and built-in parts, by operation."""

OPERATIONS: Mapping[PostType, str] = MappingProxyType({"thread": "thread", "carousel": "carousel"})
"""The operation that makes a type of post; the others are "adapt"."""

SELF_HOSTED_TOKENS = 0.5
"""Credits for a thousand tokens, in and out, of a text model that the site runs itself."""

SELF_HOSTED_PICTURE = 1.0
VOICE_MINUTE, HD_VOICE_MINUTE, SELF_HOSTED_MINUTE = 10.0, 20.0, 2.0

HD_VOICES: frozenset[str] = frozenset({"tts-1-hd", "eleven_multilingual_v2", "eleven_v3"})
"""Voice models of the higher class; the others of providers that cost money are standard."""

_PICTURES = ((0.01, 3.0), (0.05, 5.0), (float("inf"), 10.0))
"""A generated picture is 3 to 10 credits: by what one costs at most in US dollars."""

_UNITS: Mapping[str, str] = MappingProxyType(
    {"distil": "article", "generated picture": "picture", "stock": "picture"}
    | {price.operation: price.unit for price in CREDITS.values()}
)


def unit_of(operation: str) -> str:
    """What an operation is counted in. Raises `KeyError` for one that nobody knows."""
    return _UNITS[operation]


def units_of(task: Task, used: Used, units: float) -> float:
    """How much of its operation a call did: what it was asked for, and of voices and pictures what came of it."""
    if task == "voice" and used.seconds:
        return used.seconds / 60
    return float(used.images) if task == "picture" and used.images else units


def credits_of(task: Task, type_: ProviderType, model: str, used: Used, units: float, usd: float) -> float:
    """The credits of a call that answered, by the product's matrix.

    `units` are of its operation (`units_of`); a question that is only asked again counts none. What the matrix has no
    price for (reading an article, stock pictures) costs no credits.
    """
    own = PROVIDERS[type_].self_hosted
    if task == "voice":
        minute = SELF_HOSTED_MINUTE if own else HD_VOICE_MINUTE if model in HD_VOICES else VOICE_MINUTE
        return units * minute
    if task == "picture":
        each = usd / units if units else 0.0
        return units * (SELF_HOSTED_PICTURE if own else next(price for most, price in _PICTURES if each <= most))
    if task == "stock":
        return 0.0
    if own:
        tokens = used.input_tokens + used.cached_tokens + used.stored_tokens + used.output_tokens
        return tokens / 1000 * SELF_HOSTED_TOKENS
    price = None if task == "thumbnail" else CREDITS.get(OF_TASKS[task])  # its cover is counted when it is drawn
    return units * price.credits if price else 0.0
