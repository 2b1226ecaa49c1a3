"""`voices list, clone, test, tune, delete, usage`: the studio for voices that are paid for."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.output import console, errors, json_option, show
from cli.saying import price, say, site_for, tuned
from cli.session import Session
from reprise.errors import BadSettings
from reprise.sites import Site

if TYPE_CHECKING:
    from resources.voices.server_studio import ServerStudio
    from resources.voices.studio import VoiceStudio

_site = click.option("--site", "site_name", help="The site whose settings count. The first, where none is named.")
_provider = click.option(
    "--provider",
    default="elevenlabs",
    show_default=True,
    help="The account, or a server of type xtts, as the site's file calls it.",
)
_yes = click.option("--yes", is_flag=True, help="Do not ask.")
_SAMPLE = "Good stories are worth telling twice. This is how this voice tells one, in about ten seconds."


@click.command("list")
@_provider
@_site
@json_option
@click.pass_obj
def list_voices(session: Session, provider: str, site_name: str | None, as_json: bool) -> None:
    """List the voices of an account, its own first, and what its plan leaves."""
    studio = _studio(session, provider, site_name)
    rows = [{**asdict(each), "write": f"{provider}:{each.voice}"} for each in studio.voices()]
    show(rows, ("write", "name", "kind", "labels", "description"), as_json=as_json, empty="The account has no voices.")
    if not as_json:
        left = studio.account()
        until = f" until {left.resets_at:%Y-%m-%d}" if left.resets_at else ""
        console.print(
            f"Plan {left.plan}: {left.characters_left} of {left.characters} characters left{until}, "
            f"{left.voices} of {left.voice_limit} voices of its own."
        )


@click.command()
@click.argument("name")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--consent", required=True, help='Who agreed, and when: "Ada Lovelace, by e-mail of 2026-11-02".')
@click.option("--remove-noise", is_flag=True, help="Let the provider take noise out of the recordings.")
@_provider
@_site
@_yes
@click.pass_obj
def clone(
    session: Session,
    *,
    name: str,
    files: tuple[Path, ...],
    consent: str,
    remove_noise: bool,
    provider: str,
    site_name: str | None,
    yes: bool,
) -> None:
    """Clone the voice of somebody who agreed to it, from one or two minutes of clean recordings.

    The recordings are listened to first; what cannot be used is refused here, before anything is sent.
    """
    from reprise.video.voice.samples import examine, in_all

    samples = [examine(path) for path in files]
    rows = [
        {
            "file": each.path.name,
            "seconds": round(each.seconds, 1),
            "speech": round(each.speech, 1),
            "LUFS": round(each.level, 1),
            "above noise, dB": round(each.clean),
            "found": "; ".join((*each.problems, *each.notes)) or "good",
        }
        for each in samples
    ]
    show(rows, tuple(rows[0]), as_json=False, empty="")
    problems, notes = in_all(samples)
    for note in (*problems, *notes):
        errors.print(f"Note: {note}.", markup=False)
    if not problems and not yes:
        click.confirm(f"Send {len(files)} recordings to {provider} and make the voice {name!r}?", abort=True)
    server, verify = _server(session, provider, site_name), False
    if server is not None:
        voice = server.clone(name, samples, consent, session.store)
    else:
        studio = _studio(session, provider, site_name)
        voice, verify = studio.clone(name, samples, consent, session.store, remove_noise=remove_noise)
    console.print(f"Made. Write {provider}:{voice} in films.voice.")
    if verify:
        console.print("The provider wants the voice verified on its page before it speaks.")


@click.command()
@click.argument("voice")
@click.argument("text", default=_SAMPLE)
@click.option("--language", help="A code such as en. The site's.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Keep the sound as this WAV.")
@_site
@_yes
@json_option
@click.pass_obj
def test(
    session: Session,
    *,
    voice: str,
    text: str,
    language: str | None,
    out: Path | None,
    site_name: str | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Let a voice say a text, after saying what that costs. What was said before costs nothing again."""
    site = _chosen(session, site_name, voice)
    _agreed(site, text, voice, language, yes)
    said = say(session, site, text, voice, language, out=out, paying=True)
    shown = said if as_json else {**said, "USD": f"{said['USD']:.4f}"}
    show([shown], tuple(said), as_json=as_json, empty="")
    if not as_json:
        console.print(f"Kept as {out}." if out else "Give --out to keep the sound.")


@click.command()
@click.argument("voice")
@click.option("--text", default=_SAMPLE, help="What is said.")
@click.option("--stability", type=click.FloatRange(0, 1), help="ElevenLabs: low is livelier.")
@click.option("--similarity", type=click.FloatRange(0, 1), help="ElevenLabs: likeness to the original.")
@click.option("--style", type=click.FloatRange(0, 1), help="ElevenLabs: how much its style is exaggerated.")
@click.option("--boost/--no-boost", default=None, help="ElevenLabs: more likeness, slower.")
@click.option("--speed", type=click.FloatRange(0.6, 1.6), help="Factor on its rate.")
@click.option("--seed", type=click.IntRange(0, 4294967295), help="ElevenLabs: another number is another take.")
@click.option("--instructions", help="OpenAI: how to speak.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The sound, as this WAV.")
@_site
@_yes
@click.pass_obj
def tune(
    session: Session, /, *, voice: str, text: str, out: Path, site_name: str | None, yes: bool, **settings: Any
) -> None:
    """Hear a voice with other settings, and get the lines for the site's file. Nothing is changed."""
    import yaml

    given = {name: value for name, value in settings.items() if value is not None}
    site = tuned(_chosen(session, site_name, voice), voice, given)
    _agreed(site, text, voice, None, yes)
    said = say(session, site, text, voice, None, out=out, paying=True)
    rate = said["words a minute"] / site.films.voice_tuning[voice].speed
    lines = site.films.voice_tuning[voice].model_dump(exclude_defaults=True)
    lines["words_per_minute"] = round(min(max(rate, 60), 300))
    console.print(f"Kept as {out}: {said['seconds']} s, {said['LUFS']} LUFS, {said['USD']:.4f} USD.")
    console.print("If it is right, write into the site's file:")
    console.print(yaml.safe_dump({"films": {"voice_tuning": {voice: lines}}}, sort_keys=False), markup=False)


@click.command()
@click.argument("voice")
@_site
@_yes
@click.pass_obj
def delete(session: Session, voice: str, site_name: str | None, yes: bool) -> None:
    """Take a voice out of its account for good. Sites that name it speak with their next voice."""
    provider, _, id_ = voice.partition(":")
    if not id_:
        raise BadSettings(f"{voice!r} names no voice.", remedy="Write its provider and its id: elevenlabs:<voice id>.")
    users = [site.id for site in session.sites.values() if voice in site.films.voice]
    if users:
        errors.print(f"Note: it speaks for {', '.join(users)}.", markup=False)
    if not yes:
        click.confirm(f"Delete {voice} for good?", abort=True)
    studio = _server(session, provider, site_name) or _studio(session, provider, site_name)
    ours = studio.delete(id_, session.store)
    console.print(f"Deleted {voice}.{' Its consent stays on record.' if ours else ''}")


@click.command()
@json_option
@click.pass_obj
def usage(session: Session, as_json: bool) -> None:
    """Say what each paid voice has spoken and cost, and list the consents of cloned ones."""
    rows = [
        {
            "voice": f"{each.provider}:{each.voice}" if each.voice else each.provider,
            "model": each.model,
            "site": each.site,
            "lines": each.lines,
            "characters": each.characters,
            "minutes": round(each.seconds / 60, 2),
            "USD": round(each.usd, 4),
            "last": each.last,
        }
        for each in session.store.voices.spoken()
    ]
    cloned = [
        {
            "voice": f"{each.provider}:{each.voice}",
            "name": each.name,
            "consent": each.consent,
            "cloned": each.at,
            "deleted": each.deleted_at,
        }
        for each in session.store.voices.all()
    ]
    columns = ("voice", "model", "site", "lines", "characters", "minutes", "USD", "last")
    if as_json:
        show([{**row, "of": "speech"} for row in rows] + [{**row, "of": "clone"} for row in cloned], (), as_json=True,
             empty="")  # fmt: skip
        return
    show(
        [{**row, "USD": f"{row['USD']:.4f}"} for row in rows],
        columns,
        as_json=False,
        empty="No paid voice has spoken yet.",
    )
    if cloned:
        show(cloned, ("voice", "name", "consent", "cloned", "deleted"), as_json=False, empty="")


def _studio(session: Session, provider: str, site_name: str | None) -> VoiceStudio:
    from resources.models.endpoints import resolve
    from resources.voices.studio import VoiceStudio

    site = session.site(site_name) if site_name else site_for(session, provider)
    return VoiceStudio(resolve(site, provider, "voice"))


def _server(session: Session, name: str, site_name: str | None) -> ServerStudio | None:
    """The studio of a speech server of the site's own; None where the name is a provider's."""
    from resources.voices.server_studio import ServerStudio

    site = session.site(site_name) if site_name else site_for(session, name)
    settings = site.films.voice_servers.get(name)
    return None if settings is None else ServerStudio(site, name, settings)


def _chosen(session: Session, site_name: str | None, voice: str) -> Site:
    return session.site(site_name) if site_name else site_for(session, voice)


def _agreed(site: Site, text: str, voice: str, language: str | None, yes: bool) -> None:
    """Say what it costs, and ask whether that is wanted. Aborts otherwise."""
    usd = price(site, text, voice, language)
    if not usd:
        return
    errors.print(f"It costs about {usd:.4f} USD, if it was not said before.", markup=False)
    if not yes:
        click.confirm("Speak?", abort=True, err=True)
