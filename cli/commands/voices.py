"""`voices`: which voices there are, and how one says something; below it, the studio for voices that are paid for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from cli.commands.voice_studio import clone, delete, list_voices, test, tune, usage
from cli.output import console, json_option, show
from cli.saying import chain_of, say
from cli.session import Session
from reprise.sites import Site


@click.group(invoke_without_command=True)
@click.option("--site", "site_name", help="Only this site's voices; its pronunciations and servers count for --try.")
@click.option("--try", "text", help="Say this text instead of listing.")
@click.option("--voice", "name", help="For --try: a voice, perhaps with a variant, such as espeak:f3.")
@click.option("--language", help="For --try: a code such as en. The site's, else English.")
@click.option("--speed", type=click.FloatRange(0.6, 1.6), default=1.0, show_default=True, help="For --try.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="For --try: keep the sound as this WAV.")
@json_option
@click.pass_context
def voices(
    context: click.Context,
    *,
    site_name: str | None,
    text: str | None,
    name: str | None,
    language: str | None,
    speed: float,
    out: Path | None,
    as_json: bool,
) -> None:
    """List the voices with their languages, or let one say something into a file. Nothing is played.

    What is paid for is below: the voices of an account, cloning, trying and tuning.
    """
    if context.invoked_subcommand:
        return
    session: Session = context.obj
    site = session.site(site_name) if site_name else None
    if text is None:
        if name or out:
            raise click.UsageError("--voice and --out go with --try.")
        sites = [site] if site else list(session.sites.values())
        columns = ("voice", "speaks", "words a minute", "from", "used by")
        show(list(_voices(sites)), columns, as_json=as_json, empty="")
        return
    said = say(session, site, text, name, language, speed, out)
    show([said], tuple(said), as_json=as_json, empty="")
    if out and not as_json:
        console.print(f"Kept as {out}.")


for command in (list_voices, clone, test, tune, delete, usage):
    voices.add_command(command)


def _voices(sites: list[Site]) -> Iterator[dict[str, Any]]:
    from resources.voices import VOICES, is_paid
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
    for site in sites:
        for name in dict.fromkeys(_named(site)):
            if is_paid(site, name.partition(":")[0]):
                yield _paid(site, name)


def _paid(site: Site, name: str) -> dict[str, Any]:
    from resources.models.endpoints import resolve

    endpoint = resolve(site, name.partition(":")[0], "voice")
    key = "" if endpoint.ready else f", {endpoint.key_variable} is not set"
    rate = chain_of(site, name).words_per_minute(site.language)
    return _row(name, site.language, rate, f"{endpoint.facts.title}, {endpoint.model}{key}", [site.id])


def _row(name: str, speaks: str, rate: float | None, source: str, users: list[str]) -> dict[str, Any]:
    return {
        "voice": name,
        "speaks": speaks,
        "words a minute": None if rate is None else round(rate),
        "from": source,
        "used by": ", ".join(users),
    }


def _providers(site: Site) -> set[str]:
    return {name.partition(":")[0] for name in _named(site)}


def _named(site: Site) -> list[str]:
    """Every voice that a site's file names."""
    own = (site.films.characters.questioner.voice, site.films.characters.explainer.voice)
    return [name for name in (*site.films.voice, *own) if name]
