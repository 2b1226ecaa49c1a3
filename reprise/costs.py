"""What work costs in the product's credits (the product's price list of 2026-11); providers' dollars are on top.

The built-in parts cost credits and no dollars.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

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
