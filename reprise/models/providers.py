"""The providers there are: what each can do, and what its settings are called. A provider is a row here, and a module
of `resources` that speaks to it.

Default models and addresses are the providers' own of 2026-11; all of them can be set. The text models are the
smallest of their makers' current families: posts and scripts say again what an article says, which they do well, with
strict schemas, at 0.10 USD for a million tokens in and 0.50 out (developers.openai.com and platform.claude.com,
2026-11).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Ability = Literal["text", "voice", "picture", "stock"]
ProviderType = Literal[
    "openai", "anthropic", "compatible", "elevenlabs", "fal", "runware", "comfyui", "pexels", "pixabay"
]


@dataclass(frozen=True)
class ProviderFacts:
    """`url` is where it answers ("" where operators run it themselves), `keyed` whether it needs a key, `models` the
    default model of each ability; `paid` whether calls cost money."""

    title: str
    abilities: Mapping[Ability, str]
    url: str = ""
    keyed: bool = True
    paid: bool = True

    @property
    def self_hosted(self) -> bool:
        return not self.url


PROVIDERS: Mapping[ProviderType, ProviderFacts] = MappingProxyType(
    {
        "openai": ProviderFacts(
            "OpenAI",
            {"text": "gpt-6-luna", "voice": "gpt-4o-mini-tts", "picture": "gpt-image-2.5-sunburst"},
            "https://api.openai.com/v1",
        ),
        "anthropic": ProviderFacts("Anthropic", {"text": "claude-haiku-5-5"}, "https://api.anthropic.com"),
        "compatible": ProviderFacts("an OpenAI-compatible server", {"text": ""}, keyed=False, paid=False),
        "elevenlabs": ProviderFacts("ElevenLabs", {"voice": "eleven_multilingual_v2"}, "https://api.elevenlabs.io"),
        "fal": ProviderFacts("fal", {"picture": "fal-ai/flux/schnell"}, "https://queue.fal.run"),
        "runware": ProviderFacts("Runware", {"picture": "runware:100@1"}, "https://api.runware.ai/v1"),
        "comfyui": ProviderFacts("ComfyUI", {"picture": ""}, keyed=False, paid=False),
        "pexels": ProviderFacts("Pexels", {"stock": ""}, "https://api.pexels.com", paid=False),
        "pixabay": ProviderFacts("Pixabay", {"stock": ""}, "https://pixabay.com", paid=False),
    }
)
"""Every provider by its type; also the order in which they are tried where a site does not say."""
