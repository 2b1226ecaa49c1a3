"""Providers of pictures played by their stand-ins, and a site that asks them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reprise.clock import ManualClock
from reprise.media import MediaStore
from reprise.models.buying import Line
from reprise.models.trail import Purpose, Trail
from reprise.sites import Site
from reprise.store.exports import usage_rows
from reprise.store.store import Store
from reprise.video.pictures.chosen import ChosenPictures
from reprise.video.pictures.wishes import Wish
from resources.models.endpoints import Endpoint
from resources.models.gate import Gate
from resources.models.health import Register
from resources.models.line import ProviderLine, Waiting
from resources.models.opening import OpenedModels
from resources.pictures.chain import Pictures
from sandbox.models.server import KEY, StandIn
from tests.builders import make_site

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
PATHS = {"openai": "/v1", "runware": "/v1"}
"""Where an API begins below its server."""

WORKFLOW = {
    "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "flux1-schnell-fp8.safetensors"}},
    "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "{{prompt}}", "clip": ["1", 1]}},
    "3": {"class_type": "CLIPTextEncode", "inputs": {"text": "", "clip": ["1", 1]}},
    "4": {
        "class_type": "EmptyLatentImage", "inputs": {"width": "{{width}}", "height": "{{height}}", "batch_size": 1},
    },
    "5": {
        "class_type": "KSampler",
        "inputs": {
            "seed": "{{seed}}", "steps": 4, "cfg": 1.0, "sampler_name": "euler", "scheduler": "simple", "denoise": 1.0,
            "model": ["1", 0], "positive": ["2", 0], "negative": ["3", 0], "latent_image": ["4", 0],
        },
    },
    "6": {"class_type": "VAEDecode", "inputs": {"samples": ["5", 0], "vae": ["1", 2]}},
    "7": {"class_type": "SaveImage", "inputs": {"filename_prefix": "reprise {{seed}}", "images": ["6", 0]}},
}  # fmt: skip


class Opened(OpenedModels):
    """Opened models whose time passes in a test's list."""

    def __init__(
        self,
        site: Site,
        gate: Gate,
        env: Mapping[str, str],
        line: Callable[[Endpoint, Callable[[], None] | None], Line],
    ) -> None:
        self._own_line = line
        super().__init__(site, gate, env, Trail())

    def _line(self, endpoint: Endpoint, look: Callable[[], None] | None) -> Line:  # type: ignore[override]
        return self._own_line(endpoint, look)


@dataclass
class Studio:
    """A site whose chain of pictures is `chain`; the environment knows the stand-ins."""

    folder: Path
    stand_ins: tuple[StandIn, ...]
    chain: tuple[str, ...]
    clips: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)
    now: float = 1_000.0
    slept: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = ManualClock(NOW)
        self.media = MediaStore(self.folder / "media")
        self.store = Store(f"sqlite:///{self.folder / 'store.db'}", self.clock)
        self.store.migrate()
        own = {"timeout": 2, "retries": 2}
        names = {*(each.name for each in self.stand_ins), *(entry.partition(":")[0] for entry in self.chain)}
        providers = {name: {**own, **self.settings.get(name, {})} for name in names if name != "auto"}
        models = {"pictures": list(self.chain), "providers": providers}
        self.site = make_site(models=models, folder=self.folder, **self.changes)
        self.env = environment(*self.stand_ins)
        self.register = Register(lambda: self.now)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        self.clock.set(self.clock.now())

    def open(self) -> Pictures:
        """As a process opens them for one asset."""
        purpose = Purpose(site=self.site.id, article="demo-lamps", asset="short/visuals", run="run-1")
        gate = Gate(self.store, self.media, self.clock, self.site, purpose, lease=0.5, sleep=self.sleep)
        waiting = Waiting(sleep=self.sleep, chance=lambda: 0.5)

        def line(endpoint: Endpoint, look: Callable[[], None] | None) -> Line:
            return ProviderLine(self.site.id, endpoint, gate, look=look, waiting=waiting, register=self.register)

        self.models = Opened(self.site, gate, self.env, line)
        return Pictures(
            self.site, self.models, limits=self.store.limits, clock=self.clock, wait=self.sleep, clips=self.clips
        )

    def choose(self, *wishes: Wish) -> ChosenPictures:
        return self.open().choose(wishes)

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        return [(step.provider, step.outcome) for step in self.models.trail]

    @property
    def ledger(self) -> float:
        """US dollars that are booked for certain."""
        return round(sum(row["usd"] for row in usage_rows(self.store) if row["is_certain"]), 6)

    @property
    def in_doubt(self) -> float:
        return round(sum(row["usd"] for row in usage_rows(self.store) if not row["is_certain"]), 6)


def environment(*stand_ins: StandIn) -> dict[str, str]:
    env = {}
    for each in stand_ins:
        env[f"REPRISE_{each.name.upper()}_URL"] = f"{each.url}{PATHS.get(each.name, '')}"
        if each.keys:
            env[f"REPRISE_{each.name.upper()}_KEY"] = KEY
    return env


def wish(scene: str = "hook", *, about: str = "lamp cable", width: int = 1080, height: int = 1920, **more: Any) -> Wish:
    """What a scene about something wants."""
    facts: dict[str, Any] = {
        "queries": (about, about.split(maxsplit=1)[0]),
        "terms": frozenset({"lamp", "cabl", "plug", "holder"}),
        "language": "en",
        "subject": about.capitalize(),
        "prompt": f"An editorial picture. The moment: {about}.",
        "seconds": 4.0,
    }
    return Wish(scene=scene, width=width, height=height, **{**facts, **more})
