"""An installation for one test in which providers speak: a store, media, and lines that do not wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reprise.clock import SystemClock
from reprise.media import MediaStore
from reprise.models.buying import Line
from reprise.models.trail import Purpose, Trail
from reprise.store.store import Store
from reprise.video.script import Script
from reprise.video.voice.casting import VoiceChain
from reprise.video.voice.narration import narrate
from reprise.video.voice.voiceover import Voiceover
from resources.models.endpoints import Endpoint
from resources.models.gate import Gate
from resources.models.health import Register
from resources.models.line import ProviderLine, Waiting
from resources.models.opening import OpenedModels
from resources.voices import open_voice
from sandbox.models.elevenlabs import ElevenLabsStandIn
from sandbox.models.openai_speech import OpenAISpeechStandIn
from sandbox.models.server import KEY
from tests.builders import make_site
from tests.reprise.video.spoken import make_script

RACHEL, ADAM = "elevenlabs:21m00Tcm4TlvDq8ikWAM", "elevenlabs:pNInz6obpgDQGcFmaJgB"
TEXTS = ["Costs fell by 3.5 % in 2026, they said.", "Who paid for it? Nobody knows."]


class Impatient(OpenedModels):
    """Opened models whose lines try again at once, and know nothing of other tests."""

    def __init__(self, *facts: Any) -> None:
        self._register = Register()
        super().__init__(*facts)

    def _line(self, endpoint: Endpoint, look: Callable[[], None] | None) -> Line:
        waiting = Waiting(sleep=lambda _: None, chance=lambda: 0.0)
        return ProviderLine(
            self._site.id, endpoint, self._gate, look=look, waiting=waiting, register=self._register
        )  # fmt: skip


@dataclass
class Studio:
    """Everything that a film's narration needs, on disk below `root`."""

    root: Path
    elevenlabs: ElevenLabsStandIn | None = None
    openai: OpenAISpeechStandIn | None = None
    site: dict[str, Any] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.store = Store(f"sqlite:///{self.root}/store.db", SystemClock())
        self.store.migrate()
        self.media = MediaStore(self.root / "media")
        self.models = self.opened()

    def opened(self) -> OpenedModels:
        """As another process would have it."""
        env = dict(self.env)
        if self.elevenlabs:
            env = {"REPRISE_ELEVENLABS_KEY": KEY, "REPRISE_ELEVENLABS_URL": self.elevenlabs.url, **env}
        if self.openai:
            env = {"REPRISE_OPENAI_KEY": KEY, "REPRISE_OPENAI_URL": f"{self.openai.url}/v1", **env}
        self._site = make_site(**self.site)
        purpose = Purpose(site="demo", article="demo-a-title", asset="short/voiceover", run="run-1")
        gate = Gate(self.store, self.media, SystemClock(), self._site, purpose)
        self.models = Impatient(self._site, gate, env, Trail())
        return self.models

    def chain(self) -> VoiceChain:
        return open_voice(self._site, None, self.models)

    def narrate(self, *texts: str, script: Script | None = None) -> Voiceover:
        script = script or make_script([3.0] * len(texts), list(texts))
        return narrate(script, self.chain(), self.media)

    def usd(self) -> float:
        """What the ledger says was paid."""
        with self.store.readers() as session:
            from reprise.store.tables import UsageRow

            return sum(row.usd for row in session.query(UsageRow))


def films(*voices: str, **more: Any) -> dict[str, Any]:
    """A site's settings in which these voices speak; `more` are its films' further ones."""
    return {"films": {"voice": list(voices), **more}}
