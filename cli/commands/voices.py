"""`voices`: which voices there are, and how one says something."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from cli.output import console, json_option, show
from cli.session import Session
from reprise.errors import BadSettings, RepriseError
from reprise.sites import Site
from reprise.video.voice.voiceover import Voice

TIMED = "the voice itself"


@click.command()
@click.option("--site", "site_name", help="Only this site's voices; its pronunciations and servers count for --try.")
@click.option("--try", "text", help="Say this text instead of listing.")
@click.option("--voice", "name", help="For --try: a voice, perhaps with a variant, such as espeak:f3.")
@click.option("--language", help="For --try: a code such as en. The site's, else English.")
@click.option("--speed", type=click.FloatRange(0.6, 1.6), default=1.0, show_default=True, help="For --try.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="For --try: keep the sound as this WAV.")
@json_option
@click.pass_obj
def voices(
    session: Session,
    *,
    site_name: str | None,
    text: str | None,
    name: str | None,
    language: str | None,
    speed: float,
    out: Path | None,
    as_json: bool,
) -> None:
    """List the voices with their languages, or let one say something into a file. Nothing is played."""
    site = session.site(site_name) if site_name else None
    if text is None:
        if name or out:
            raise click.UsageError("--voice and --out go with --try.")
        sites = [site] if site else list(session.sites.values())
        columns = ("voice", "speaks", "words a minute", "from", "used by")
        show(list(_voices(sites)), columns, as_json=as_json, empty="")
        return
    said = _say(session, site, text, name, language, speed, out)
    show([said], tuple(said), as_json=as_json, empty="")
    if out and not as_json:
        console.print(f"Kept as {out}.")


def _voices(sites: list[Site]) -> Iterator[dict[str, Any]]:
    from resources.voices import VOICES
    from resources.voices.base import Wanted
    from resources.voices.tunings import languages, tuned_languages, tuning

    users = {name: [site.id for site in sites if name in _providers(site)] for name in VOICES}
    for name in VOICES:
        if name != "espeak":
            continue
        for code in tuned_languages():
            yield _row(name, code, tuning(code).words_per_minute, "built in", users[name])
        rest = sorted(set(languages()) - {code.split("-")[0] for code in tuned_languages()})
        yield _row(name, f"{len(rest)} more, untuned: {' '.join(rest)}", None, "built in", users[name])
    for name in (other for other in VOICES if other != "espeak"):
        for site in sites:
            rate = VOICES[name](Wanted(site)).words_per_minute(site.language)
            yield _row(name, site.language, rate, "its provider", users[name])
    for site in sites:
        for name, server in site.films.voice_servers.items():
            spoken = " ".join(server.voice) if isinstance(server.voice, dict) else site.language
            used = [site.id] if name in _providers(site) else []
            yield _row(name, spoken, server.words_per_minute, f"{server.type} at {server.url}", used)


def _row(name: str, speaks: str, rate: float | None, source: str, users: list[str]) -> dict[str, Any]:
    return {
        "voice": name,
        "speaks": speaks,
        "words a minute": None if rate is None else round(rate),
        "from": source,
        "used by": ", ".join(users),
    }


def _providers(site: Site) -> set[str]:
    own = (site.films.characters.questioner.voice, site.films.characters.explainer.voice)
    return {name.partition(":")[0] for name in (*site.films.voice, *own) if name}


def _say(
    session: Session,
    site: Site | None,
    text: str,
    name: str | None,
    language: str | None,
    speed: float,
    out: Path | None,
) -> dict[str, Any]:
    from reprise.briefs.language import word_count
    from reprise.video.sound.files import RATE, wav_bytes
    from reprise.video.sound.loudness import integrated
    from reprise.video.voice import takes
    from reprise.video.voice.speech import utter

    site = site or _lent(session, name)
    language = language or site.language
    chosen = name or site.films.voice[0]
    chain = _chain(session, site, chosen, speed)
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
    return {
        "voice": voice.signature,
        "says": utterance.text,
        "seconds": round(seconds, 2),
        "words a minute": round(60 * word_count(text, language) / spoken),
        "LUFS": round(integrated(take.samples), 1),
        "words": len(found),
        "timed by": timed,
        "notes": "; ".join(take.notes),
    }


def _chain(session: Session, site: Site, name: str, speed: float) -> Any:
    from resources.voices import open_voice

    films = site.films.model_copy(update={"voice": (name,), "speed": speed, "voice_variant": None})
    if name == site.films.voice[0]:
        films = films.model_copy(update={"voice_variant": site.films.voice_variant})
    return open_voice(site.model_copy(update={"films": films}), session.settings.whisper_model)


def _lent(session: Session, name: str | None) -> Site:
    """The site that knows the voice: any for a built-in one, else the one whose server it is."""
    provider = (name or "").partition(":")[0]
    sites = list(session.sites.values())
    for site in sites:
        if provider in site.films.voice_servers:
            return site
    if not sites:
        raise BadSettings("There is no site yet.", where=str(session.settings.sites), remedy="Add its YAML file.")
    neutral = sites[0].films.model_copy(update={"pronunciation": {}, "voice": ("espeak",), "voice_variant": None})
    return sites[0].model_copy(update={"films": neutral, "language": "en"})
