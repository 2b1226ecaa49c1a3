"""Voices, by the name a site's file gives them: built in, on one of the site's speech servers, or a provider's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from reprise.errors import BadSettings
from reprise.film_settings import Character, VoiceServer, VoiceTuning
from reprise.models.providers import PROVIDERS, ProviderType
from reprise.sites import Site
from reprise.video.script import Role
from reprise.video.voice.casting import Candidate, VoiceChain
from reprise.video.voice.voiceover import Voice
from resources.voices.aligning import open_aligner
from resources.voices.base import Wanted
from resources.voices.elevenlabs import open_elevenlabs
from resources.voices.espeak import EspeakVoice
from resources.voices.openai_speech import open_openai_speech
from resources.voices.paid import PaidVoice
from resources.voices.piper import open_piper
from resources.voices.xtts import open_xtts

if TYPE_CHECKING:
    from resources.models.opening import OpenedModels


def _espeak(wanted: Wanted) -> Voice:
    return EspeakVoice(variant=wanted.variant, speed=wanted.speed, speaker=wanted.speaker)


VOICES: Mapping[str, Callable[[Wanted], Voice]] = MappingProxyType({"espeak": _espeak})

SERVERS: Mapping[str, Callable[[str, VoiceServer, Wanted], Voice]] = MappingProxyType(
    {"piper": open_piper, "xtts": open_xtts}
)
"""How a voice is opened on each type of server."""

PAID: Mapping[ProviderType, Callable[[str, Wanted], PaidVoice]] = MappingProxyType(
    {"elevenlabs": open_elevenlabs, "openai": open_openai_speech}
)
"""How a voice is opened at each type of provider."""


def open_voice(site: Site, whisper_model: Path | None = None, models: OpenedModels | None = None) -> VoiceChain:
    """Who speaks the site's films. Raises `BadSettings` for a name that is not known; reaches out to nothing.

    Args:
        models: what providers' voices are paid through; without it they only tell how fast they speak.
    """
    films = site.films
    narrator = [
        _candidate(site, name, "films.voice", None, films.voice_variant if number == 0 else None, films.speed, models)
        for number, name in enumerate(films.voice)
    ]
    chains: dict[Role | None, list[Candidate]] = {None: narrator}
    chains["questioner"] = _part(site, "questioner", films.characters.questioner, models)
    chains["explainer"] = _part(site, "explainer", films.characters.explainer, models)
    waits = site.budget.when_spent == "wait"
    return VoiceChain(chains, open_aligner(whisper_model), films.pronunciation, waits=waits)


def is_paid(site: Site, name: str) -> bool:
    """Whether a voice's provider, by its name in the site's file, is one that speaks for money."""
    return name in (*PROVIDERS, *site.models.providers) and site.models.provider(name)[0] in PAID


def _part(site: Site, role: Role, character: Character, models: OpenedModels | None) -> list[Candidate]:
    """A character's chain: its own voice, then the site's."""
    setting = f"films.characters.{role}.voice"
    own = [character.voice] if character.voice else []
    names = [*own, *(name for name in site.films.voice if name not in own)]
    speed = site.films.speed if character.speed is None else character.speed
    return [
        _candidate(
            site,
            name,
            setting if name in own else "films.voice",
            role,
            character.voice_variant if not number else None,
            speed,
            models,
        )
        for number, name in enumerate(names)
    ]


def _candidate(
    site: Site,
    name: str,
    setting: str,
    speaker: Role | None,
    variant: str | None,
    speed: float,
    models: OpenedModels | None,
) -> Candidate:
    provider, _, named = name.partition(":")
    tuning = site.films.voice_tuning.get(name) or site.films.voice_tuning.get(provider) or VoiceTuning()
    wanted = Wanted(site, speaker, named or variant, speed, tuning, models)
    server = site.films.voice_servers.get(provider)
    if server is not None:
        return Candidate(provider, lambda: SERVERS[server.type](provider, server, wanted))
    if is_paid(site, provider):
        voice = PAID[site.models.provider(provider)[0]](provider, wanted)  # now, so that a wrong name is told now
        return Candidate(name, lambda: voice)
    if provider not in VOICES:
        known = ", ".join([*VOICES, *site.films.voice_servers, *PAID])
        raise BadSettings(
            f"{provider!r} is not a voice.",
            where=f"site {site.id}: {setting}",
            remedy=f"Known voices are {known}; a server of your own is named under films.voice_servers.",
        )
    return Candidate(provider, lambda: VOICES[provider](wanted))
