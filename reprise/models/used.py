"""What a call to a model took, in the units that providers charge by."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Used:
    """`input_tokens` without `cached_tokens` (read from the provider's cache) and `stored_tokens` (written to it);
    `output_tokens` with those of thinking; `characters` spoken, `seconds` of sound, `images` made, and `megapixels` of
    all of them as the provider counts them, where it charges by size. `usd` is only given where the provider itself
    says what it charged."""

    input_tokens: int = 0
    cached_tokens: int = 0
    stored_tokens: int = 0
    output_tokens: int = 0
    characters: int = 0
    seconds: float = 0.0
    images: int = 0
    megapixels: float = 0.0
    usd: float | None = None

    def __add__(self, other: Used) -> Used:
        """Both together; the sum has `usd` when either has."""
        told = [each.usd for each in (self, other) if each.usd is not None]
        counts = {
            each.name: getattr(self, each.name) + getattr(other, each.name)
            for each in fields(self)
            if each.name != "usd"
        }
        return Used(**counts, usd=sum(told) if told else None)
