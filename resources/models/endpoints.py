"""Where a provider is and how it is asked: from the site's file, then the environment, then the table of providers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from reprise.errors import BadSettings
from reprise.model_settings import AUTO, Provider
from reprise.models.failures import ModelError
from reprise.models.providers import PROVIDERS, Ability, ProviderFacts, ProviderType
from reprise.sites import Site


@dataclass(frozen=True)
class Endpoint:
    """One provider as a site uses it for one ability. `key` is "" and `url` is "" where none is set; `model` is ""
    where the server itself has to say which it serves. `key_variable` is where the key is looked for."""

    name: str
    type: ProviderType
    url: str
    key: str = field(repr=False)
    model: str
    settings: Provider
    key_variable: str
    url_variable: str

    @property
    def facts(self) -> ProviderFacts:
        return PROVIDERS[self.type]

    @property
    def ready(self) -> bool:
        """Whether everything is set that a call needs."""
        return bool(self.url and (self.key or not self.facts.keyed))

    def require(self) -> None:
        """Raises `ModelError` ("auth", or "unavailable" for a server without an address) with what to set."""
        if not self.url:
            raise ModelError(
                "Its address is not set.",
                kind="unavailable",
                where=self.name,
                remedy=f"Set {self.url_variable}, or models.providers.{self.name}.url in the site's file.",
            )
        if not self.url.startswith(("http://", "https://")):
            raise ModelError(
                "Its address is not one of the web.",
                kind="unavailable",
                where=self.name,
                remedy=f"Correct {self.url_variable}: it begins with http:// or https://.",
            )
        if not (self.key.isascii() and self.key.isprintable()):
            raise ModelError(
                "Its key has characters that no key has.",
                kind="auth",
                where=self.name,
                remedy=f"Copy it to {self.key_variable} again.",
            )
        if not self.key and self.facts.keyed:
            raise ModelError(
                "Its key is not set.", kind="auth", where=self.name, remedy=f"Set {self.key_variable} to a key."
            )


def resolve(site: Site, entry: str, ability: Ability, env: Mapping[str, str] = os.environ) -> Endpoint:
    """The provider of a chain's entry ("openai", "local:qwen3-32b"), whether it is ready or not.

    A `model` that is set for a provider under its type's own name is that of its first ability in the table: a text
    model named for "openai" draws no pictures. Under a name of the site's own it is for whatever that name is used.
    Raises `BadSettings` when the provider is not known or lacks the ability.
    """
    name, _, model = entry.partition(":")
    type_, settings = _type(site, name), site.models.provider(name)[1]
    facts = PROVIDERS[type_]
    if ability not in facts.abilities:
        able = ", ".join(each for each, other in PROVIDERS.items() if ability in other.abilities)
        raise BadSettings(
            f"{facts.title} has nothing for {ability}.", where=f"{site.id}: models, {name}", remedy=f"{able} have."
        )
    stem = f"REPRISE_{name.upper().replace('-', '_')}"
    key_variable, url_variable = settings.key_env or f"{stem}_KEY", f"{stem}_URL"
    set_model = settings.model or env.get(f"{stem}_MODEL", "").strip()
    if name == type_ and ability != next(iter(facts.abilities)):
        set_model = ""
    return Endpoint(
        name=name,
        type=type_,
        url=(settings.url or env.get(url_variable, "").strip() or facts.url).rstrip("/"),
        key=env.get(key_variable, "").strip(),
        model=model or set_model or facts.abilities[ability],
        settings=settings,
        key_variable=key_variable,
        url_variable=url_variable,
    )


def first_ability(site: Site, entry: str) -> Ability:
    """What an entry's provider does first of all. Raises `BadSettings` for what is no provider."""
    name = entry.partition(":")[0]
    return next(iter(PROVIDERS[_type(site, name)].abilities))


def available(site: Site, ability: Ability, env: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The names of all providers with this ability that are ready, in the order of the table; the site's own names
    come before the bare type they are of."""
    return tuple(name for name in _able(site, ability) if resolve(site, name, ability, env).ready)


def expand(site: Site, chain: tuple[str, ...], ability: Ability, env: Mapping[str, str] = os.environ) -> list[str]:
    """A chain with "auto" replaced by what is available, without doubles; it ends before "extractive"."""
    entries: dict[str, None] = {}
    for entry in chain:
        if entry == "extractive":
            break
        entries.update(dict.fromkeys(available(site, ability, env) if entry == AUTO else (entry,)))
    return list(entries)


def _able(site: Site, ability: Ability) -> Iterator[str]:
    for type_, facts in PROVIDERS.items():
        if ability not in facts.abilities:
            continue
        own = [name for name in site.models.providers if name != type_ and site.models.provider(name)[0] == type_]
        yield from (*own, type_)


def _type(site: Site, name: str) -> ProviderType:
    if name not in site.models.providers and name not in PROVIDERS:
        raise BadSettings(
            f"{name!r} is no provider.", where=f"{site.id}: models", remedy=f"Known are {', '.join(PROVIDERS)}."
        )
    return site.models.provider(name)[0]
