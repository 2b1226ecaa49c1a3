"""Voices, by the name a site's file gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from reprise.errors import BadSettings
from reprise.sites import Site
from reprise.video.voiceover import Voice
from resources.voices.espeak import EspeakVoice


def _espeak(site: Site) -> Voice:
    return EspeakVoice(variant=site.films.voice_variant, speed=site.films.speed)


VOICES: Mapping[str, Callable[[Site], Voice]] = MappingProxyType({"espeak": _espeak})


def open_voice(site: Site) -> Voice:
    """The voice that the site's films are spoken with. Raises `BadSettings` for a name that is not known."""
    try:
        opener = VOICES[site.films.voice[0]]
    except KeyError:
        raise BadSettings(
            f"{site.films.voice[0]!r} is not a voice.",
            where=f"site {site.id}: films.voice",
            remedy=f"Known voices are {', '.join(VOICES)}.",
        ) from None
    return opener(site)
