"""Models opened for a test, on a store and a machine of its own; and a question to put to them."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field

from reprise.clock import ManualClock, SystemClock
from reprise.media import MediaStore
from reprise.model_settings import Models
from reprise.models.text import TextRequest
from reprise.models.trail import Purpose, Trail
from reprise.prompts.answers import Answer
from reprise.prompts.prompt import Prompt
from reprise.sites import Site
from reprise.store.store import Store
from resources.models.asking import TextModels
from resources.models.endpoints import Endpoint
from resources.models.gate import Gate
from resources.models.health import Register
from resources.models.line import ProviderLine, Waiting
from sandbox.models.server import StandIn
from tests.builders import make_site

ARTICLE = """<article>
Title: How the city saved its trees
[1] The drought of 2023 killed 1,240 trees in the city of Ulm.
[2] "We had never seen anything like it," said Maria Huber, who runs the parks department.
[3] The department waters young trees from bags that hold 75 litres each.
[4] Volunteers adopted 3,400 trees within two years.
[5] The bags cost 18 euros each, which is cheaper than planting a new tree for 1,500 euros.
</article>"""


class Post(Answer):
    """A post."""

    opening: str = Field(description="the first line, at most 60 characters")
    body: str = Field(description="the text, about 30 words")
    sources: list[int] = Field(description="1 to 3 numbers of sentences")


def post(check: Callable[[Post], Sequence[str]] = lambda _: (), **changes: Any) -> TextRequest[Post]:
    given: dict[str, Any] = {"task": "adapt", "shape": Post, "check": check, "words": 60, **changes}
    return TextRequest(prompt=Prompt("adapt.v1", "You write posts.", ARTICLE), **given)


@dataclass
class Bench:
    """A site's models, with time that passes only in a list and a breaker of the test's own."""

    folder: Path
    site: Site
    env: dict[str, str]
    now: float = 1_000.0
    slept: list[float] = field(default_factory=list)
    clock: ManualClock = field(default_factory=lambda: ManualClock(datetime(2026, 11, 25, 9, tzinfo=UTC)))
    trail: Trail = field(default_factory=Trail)

    def __post_init__(self) -> None:
        shutil.copy(_migrated(), self.folder / "store.db")
        self.store = Store(f"sqlite:///{self.folder / 'store.db'}", self.clock)
        self.register = Register(lambda: self.now)
        self.waiting = Waiting(sleep=self._sleep, chance=lambda: 0.5)
        self.gate = Gate(
            self.store, MediaStore(self.folder / "media"), self.clock, self.site, Purpose(site=self.site.id)
        )

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def line(self, endpoint: Endpoint, look: Callable[[], None] | None) -> ProviderLine:
        return ProviderLine(self.site.id, endpoint, self.gate, look=look, waiting=self.waiting, register=self.register)

    @property
    def text(self) -> TextModels:
        return TextModels(self.site, self.env, self.line, self.trail)

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        return [(step.provider, step.outcome) for step in self.trail]

    @property
    def charged(self) -> float:
        """US dollars that the ledger says the site has spent."""
        return self.store.usage.spent(self.site.id, datetime(2026, 1, 1, tzinfo=UTC)).usd


@cache
def _migrated() -> Path:
    """An empty store, made once: its migrations take longer than a test."""
    folder = Path(tempfile.mkdtemp(prefix="reprise-models-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    store = Store(f"sqlite:///{folder / 'store.db'}", SystemClock())
    store.migrate()
    store.close()
    return folder / "store.db"


def environment(*stand_ins: StandIn) -> dict[str, str]:
    """Where the stand-ins are, and their keys, as an operator would set them."""
    env: dict[str, str] = {}
    for stand_in in stand_ins:
        path = "/v1" if stand_in.name == "openai" else ""
        env[f"REPRISE_{stand_in.name.upper()}_URL"] = f"{stand_in.url}{path}"
        if stand_in.keys:
            env[f"REPRISE_{stand_in.name.upper()}_KEY"] = stand_in.keys[0]
    return env


def bench(
    folder: Path,
    *stand_ins: StandIn,
    models: dict[str, Any] | None = None,
    background: bool = False,
    **changes: Any,
) -> Bench:
    """A site whose models are these stand-ins. Calls take at most a second; no answer stays with the provider unless
    they are made in the background."""
    given = models or {}
    providers = {
        each.name: {"timeout": 1, "background": background, **given.get("providers", {}).get(each.name, {})}
        for each in stand_ins
    }
    settings = Models.model_validate({**given, "providers": {**given.get("providers", {}), **providers}})
    return Bench(folder, make_site(models=settings, **changes), environment(*stand_ins))
