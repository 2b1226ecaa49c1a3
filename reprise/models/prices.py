"""What providers charge in US dollars, by type and model, with where each price was read and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from reprise.model_settings import OwnPrice
from reprise.models.failures import ModelError
from reprise.models.providers import PROVIDERS, ProviderType
from reprise.models.used import Used


@dataclass(frozen=True)
class ModelPrice:
    """US dollars: for a million tokens read, read from the provider's cache, written to it, and written as an answer;
    for a thousand characters spoken; for a minute of sound; for a picture."""

    source: str
    input: float = 0.0
    cached: float = 0.0
    stored: float = 0.0
    output: float = 0.0
    characters: float = 0.0
    minute: float = 0.0
    picture: float = 0.0

    def of(self, used: Used) -> float:
        tokens = (
            used.input_tokens * self.input
            + used.cached_tokens * self.cached
            + used.stored_tokens * self.stored
            + used.output_tokens * self.output
        )
        spoken = used.characters / 1000 * self.characters + used.seconds / 60 * self.minute
        return tokens / 1e6 + spoken + used.images * self.picture


PRICES: Mapping[ProviderType, Mapping[str, ModelPrice]] = MappingProxyType({})


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
    found = _listed(type_, model)
    if found is None:
        name = name or type_
        raise ModelError(
            f"What {model or 'its model'} costs is not known, so it is not asked.",
            kind="validation",
            where=name,
            remedy=f"Give its prices in the site's file: models.providers.{name}.prices.",
        )
    return found


def _listed(type_: ProviderType, model: str) -> ModelPrice | None:
    return PRICES.get(type_, {}).get(model)
