"""Opens the models of a site for one piece of work."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from reprise.clock import Clock
from reprise.media import MediaStore
from reprise.models.buying import Line
from reprise.models.providers import Ability
from reprise.models.text import Asks
from reprise.models.trail import Purpose, Trail
from reprise.sites import Site
from reprise.store.store import Store
from resources.models.asking import TextModels
from resources.models.endpoints import Endpoint, available, first_ability, resolve
from resources.models.gate import Gate
from resources.models.line import ProviderLine


class OpenedModels:
    """A site's models while one piece of work is done. Nothing is reached before it is asked."""

    def __init__(self, site: Site, gate: Gate, env: Mapping[str, str], trail: Trail) -> None:
        self._site = site
        self._gate = gate
        self._env = env
        self.trail = trail
        self.text: Asks = TextModels(site, env, self._line, trail)

    def endpoint(self, entry: str, ability: Ability | None = None) -> Endpoint:
        """Where and as what a chain's entry ("openai", "local:qwen3-32b") is asked; without `ability` for the first
        that its type has. Raises `BadSettings` for what is no provider."""
        return resolve(self._site, entry, ability or first_ability(self._site, entry), self._env)

    def line(self, entry: str, ability: Ability | None = None, look: Callable[[], None] | None = None) -> Line:
        """The way to it. `look` asks a server of the operator's own whether it is well (see `ProviderLine`)."""
        return self._line(self.endpoint(entry, ability), look)

    def available(self, ability: Ability) -> tuple[str, ...]:
        """Every provider with this ability that the environment has what it needs of: what "auto" means."""
        return available(self._site, ability, self._env)

    def _line(self, endpoint: Endpoint, look: Callable[[], None] | None) -> Line:
        return ProviderLine(self._site.id, endpoint, self._gate, look=look)


def open_models(
    site: Site,
    purpose: Purpose,
    *,
    store: Store,
    media: MediaStore,
    clock: Clock,
    env: Mapping[str, str] = os.environ,
) -> OpenedModels:
    """The models of a site for one piece of work; what is asked, and of whom, is noted in its `trail`."""
    return OpenedModels(site, Gate(store, media, clock, site, purpose), env, Trail())
