"""Letting a voice say something: what it is given, what it costs before it speaks, and how it sounded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.session import Session
from reprise.errors import BadSettings, RepriseError
from reprise.film_settings import VoiceTuning
from reprise.sites import Site

if TYPE_CHECKING:
    from reprise.video.voice.casting import VoiceChain
    from reprise.video.voice.voiceover import Voice
    from resources.models.opening import OpenedModels

TIMED = "the voice itself"


def say(
    session: Session,
    site: Site | None,
    text: str,
    name: str | None,
    language: str | None,
    speed: float = 1.0,
    out: Path | None = None,
    *,
    paying: bool = False,
) -> dict[str, Any]:
    """Have a voice say a text, and measure it. A provider's voice speaks only when `paying`."""
    from reprise.briefs.language import word_count
    from reprise.video.sound.files import RATE, wav_bytes
    from reprise.video.sound.loudness import integrated
    from reprise.video.voice import takes
    from reprise.video.voice.speech import utter

    site = site or site_for(session, name)
    language = language or site.language
    chosen = name or site.films.voice[0]
    models = open_models(session, site) if paying else None
    chain = chain_of(site, chosen, speed, session.settings.whisper_model, models)
    voice: Voice = chain.candidates[None][0].open()
    utterance = utter(text, language, chain.pronunciation, spell=not voice.reads_numbers)
    try:
        data, words = voice.speak(utterance, language)
        take = takes.make_take(data, words, utterance)
    except RepriseError as error:
        raise error.at(f"voice {chosen}") from error
    seconds = len(take.samples) / RATE
    timed = TIMED if take.words else chain.aligner.signature.partition(":")[0]
    found = take.words or chain.aligner.align(take.samples, utterance, language)
    if out:
        out.write_bytes(wav_bytes(take.samples, found))
    spoken = seconds - takes.LEAD - takes.TRAIL
    said = {
        "voice": voice.signature,
        "says": utterance.text,
        "seconds": round(seconds, 2),
        "words a minute": round(60 * word_count(text, language) / spoken),
        "LUFS": round(integrated(take.samples), 1),
        "words": len(found),
        "timed by": timed,
        "notes": "; ".join(take.notes),
    }
    return {**said, "USD": round(models.trail.usd, 4)} if models else said


def price(site: Site, text: str, name: str, language: str | None) -> float:
    """About what it costs that a voice says a text, in US dollars; 0 for one that is not a provider's."""
    from reprise.video.voice.speech import utter
    from resources.voices.paid import PaidVoice

    chain = chain_of(site, name)
    voice = chain.candidates[None][0].open()
    if not isinstance(voice, PaidVoice):
        return 0.0
    language = language or site.language
    return voice.price(utter(text, language, chain.pronunciation, spell=True), language)


def chain_of(
    site: Site,
    name: str,
    speed: float = 1.0,
    whisper_model: Path | None = None,
    models: OpenedModels | None = None,
) -> VoiceChain:
    """A chain of this voice alone, as the site would have it."""
    from resources.voices import open_voice

    variant = site.films.voice_variant if name == site.films.voice[0] else None
    films = site.films.model_copy(update={"voice": (name,), "speed": speed, "voice_variant": variant})
    return open_voice(site.model_copy(update={"films": films}), whisper_model, models)


def tuned(site: Site, name: str, changes: dict[str, Any]) -> Site:
    """The site with one voice tuned otherwise. Raises `BadSettings` for values out of range."""
    before = site.films.voice_tuning.get(name) or site.films.voice_tuning.get(name.partition(":")[0]) or VoiceTuning()
    try:
        tuning = VoiceTuning.model_validate({**before.model_dump(), **changes})
    except ValueError as error:
        raise BadSettings(f"These settings do not fit: {error}", where=name) from error
    films = site.films.model_copy(update={"voice_tuning": {**site.films.voice_tuning, name: tuning}})
    return site.model_copy(update={"films": films})


def open_models(session: Session, site: Site) -> OpenedModels:
    """The site's models for a trial in the studio: booked on the site, and no article's."""
    from reprise.models.trail import Purpose
    from resources.models.opening import open_models as opened

    purpose = Purpose(site=site.id, asset="voices/test")
    return opened(site, purpose, store=session.store, media=session.media, clock=session.clock)


def site_for(session: Session, name: str | None) -> Site:
    """The site that knows the voice: any for a built-in one or a provider's, else the one whose server it is."""
    provider = (name or "").partition(":")[0]
    sites = list(session.sites.values())
    for site in sites:
        if provider in site.films.voice_servers or provider in site.models.providers:
            return site
    if not sites:
        raise BadSettings("There is no site yet.", where=str(session.settings.sites), remedy="Add its YAML file.")
    neutral = sites[0].films.model_copy(update={"pronunciation": {}, "voice": ("espeak",), "voice_variant": None})
    return sites[0].model_copy(update={"films": neutral, "language": "en"})
