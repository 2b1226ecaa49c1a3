"""`doctor`: what is configured, what is missing, and what falls back to what."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import click

from cli.output import json_option, show
from cli.session import Session
from reprise.errors import RepriseError
from reprise.models.tasks import TEXT_TASKS
from reprise.notices.delivering import GIVE_UP
from reprise.sites import AccountSettings, Site
from reprise.social.rules import PLATFORMS
from reprise.video.voice.casting import VoiceChain
from reprise.video.voice.voiceover import Reaches

OK, NOTE, WRONG = "ok", "note", "wrong"
Finding = dict[str, Any]


@click.command()
@click.option("--offline", is_flag=True, help="Do not reach out to the sources.")
@json_option
@click.pass_obj
def doctor(session: Session, offline: bool, as_json: bool) -> None:
    """Say what is configured, what is missing, and what falls back to what. Exit code 1 if something is wrong."""
    findings = list(_findings(session, offline))
    show(findings, ("state", "what", "found"), as_json=as_json, empty="")
    sys.exit(1 if any(finding["state"] == WRONG for finding in findings) else 0)


def _findings(session: Session, offline: bool) -> Iterator[Finding]:
    yield _finding(OK, "home", str(session.settings.home))
    yield from _checked("store", partial(_store, session))
    yield from _checked("posts", partial(_posts, session))
    yield from _checked("media tools", _media_tools)
    yield from _checked("sites", partial(_sites, session, offline))
    yield from _checked("articles", partial(_articles, session))
    yield from _checked("notifications", partial(_notifications, session))
    yield from _checked("analytics", partial(_analytics, session))
    if session.settings.clock_file.is_file():
        yield _finding(NOTE, "clock", f"stands at {session.clock.now():%Y-%m-%d %H:%M} UTC (simulated)")


def _checked(what: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except RepriseError as error:
        yield _finding(WRONG, what, str(error))


def _finding(state: str, what: str, found: str) -> Finding:
    return {"state": state, "what": what, "found": found}


def _store(session: Session) -> Iterator[Finding]:
    yield _finding(OK, "store", f"{session.store.name}, schema is current")
    held = session.store.posts.find(states=("held",))
    for post in held:
        yield _finding(WRONG, f"post {post.id}", f"held: {post.problem}")
    waiting = session.store.scripts.waiting()
    if waiting:
        yield _finding(NOTE, "scripts", f"{len(waiting)} wait for review: reprise scripts")


def _posts(session: Session) -> Iterator[Finding]:
    """Posts on their way that the platform would refuse; what a person keeps as it is, only noted."""
    from reprise.windows.preflight import post_faults

    for post in session.store.posts.find(states=("approved", "scheduled")):
        if post.platform in PLATFORMS and (found := post_faults(post)):
            state = NOTE if post.touched_by else WRONG
            yield _finding(state, f"post {post.id}", f"{post.platform} {post.type}, {post.state}: {' '.join(found)}")


def _notifications(session: Session) -> Iterator[Finding]:
    """Every channel with what it is told; and what nobody could be told in the last days."""
    for site in session.sites.values():
        for name in site.notifications:
            yield from _checked(f"{site.id} {name}", partial(_channel, session, site, name))
    for lost in session.store.notices.given_up(session.clock.now() - GIVE_UP):
        yield _finding(
            NOTE, f"{lost.site} {lost.channel}", f"not told on {lost.at:%Y-%m-%d}: {lost.title} ({lost.error})"
        )


def _channel(session: Session, site: Site, name: str) -> Iterator[Finding]:
    from resources.http import Fetcher
    from resources.notify import open_channel

    open_channel(site, name, Fetcher(allow_private=session.settings.allow_private), session.clock)
    settings = site.notifications[name]
    when = "" if settings.mode == "immediate" else f", daily at {settings.digest_at}"
    yield _finding(OK, f"{site.id} {name}", f"{settings.type}{when}: {', '.join(settings.events)}")


def _media_tools() -> Iterator[Finding]:
    import av
    import imageio_ffmpeg

    yield _finding(OK, "films", f"PyAV {av.__version__}, ffmpeg {imageio_ffmpeg.get_ffmpeg_version()}")


def _sites(session: Session, offline: bool) -> Iterator[Finding]:
    if not session.sites and not session.broken_sites:
        yield _finding(WRONG, "sites", f"none in {session.settings.sites}; add a YAML file (see sites/README.md)")
    for name, problem in session.broken_sites.items():
        yield _finding(WRONG, name, str(problem))
    for site in session.sites.values():
        mode = (
            f"{site.automation.mode}, scripts {'approved by itself' if site.automation.approve_scripts else 'reviewed'}"
        )
        yield _finding(OK, site.id, f"{site.name}, {site.language}, {site.timezone}; {mode}")
        if not offline:
            yield from _checked(f"{site.id} source", partial(_source, session, site))
        yield from _checked(f"{site.id} voice", partial(_voice, session, site, offline))
        yield from _checked(f"{site.id} models", partial(_models, site, offline))
        for name in PLATFORMS:
            yield from _checked(f"{site.id} {name}", partial(_platform, session, site, name))


def _source(session: Session, site: Site) -> Iterator[Finding]:
    changes = session.source(site).changes(None)
    yield _finding(
        OK, f"{site.id} source", f"{site.source.type}: {len(changes.items)}{'+' if changes.more else ''} articles"
    )


def _voice(session: Session, site: Site, offline: bool) -> Iterator[Finding]:
    from resources.voices import open_voice

    chain = open_voice(site, session.settings.whisper_model)
    rate = chain.words_per_minute(site.language)
    then = "".join(f", then {name}" for name in site.films.voice[1:])
    yield _finding(OK, f"{site.id} voice", f"{site.films.voice[0]}{then}, about {rate:.0f} words a minute")
    for name in chain.names:
        yield from _checked(f"{site.id} voice {name}", partial(_voice_answers, site, chain, name, offline))


def _voice_answers(site: Site, chain: VoiceChain, name: str, offline: bool) -> Iterator[Finding]:
    """Whether every part's voice of this name can be opened; a server is asked whether it has the voice."""
    opened = [each.open() for part in chain.candidates.values() for each in part if each.name == name]
    reaches = [voice for voice in opened if isinstance(voice, Reaches)]
    if reaches and offline:
        yield _finding(NOTE, f"{site.id} voice {name}", "not asked")
        return
    for voice in reaches:
        voice.check(site.language)
    if reaches:
        yield _finding(OK, f"{site.id} voice {name}", f"{reaches[0].place} answers")


def _models(site: Site, offline: bool) -> Iterator[Finding]:
    """Who writes for a site, task by task where they differ, and whether everybody named can be asked."""
    from resources.models.endpoints import expand, resolve

    tasks: dict[tuple[str, ...], list[str]] = {}
    for task in TEXT_TASKS:
        chain = tuple(expand(site, site.models.chain(task), "text"))
        tasks.setdefault(chain, []).append(task)
    for chain, of in sorted(tasks.items(), key=lambda each: -len(each[1])):
        named = [resolve(site, entry, "text") for entry in chain]
        said = ", then ".join([*(f"{each.name} {each.model}".strip() for each in named), "the built-in writer"])
        yield _finding(OK, f"{site.id} models", said if len(tasks) == 1 else f"{', '.join(of)}: {said}")
    for entry in dict.fromkeys(entry for chain in tasks for entry in chain):
        yield from _checked(f"{site.id} model {entry}", partial(_model_answers, site, entry, offline))


def _model_answers(site: Site, entry: str, offline: bool) -> Iterator[Finding]:
    """Whether a provider has what it needs; a server of the operator's own is asked whether it is well."""
    from resources.models.endpoints import resolve
    from resources.models.text import TEXT

    endpoint, what = resolve(site, entry, "text"), f"{site.id} model {entry}"
    endpoint.require()
    if not endpoint.facts.self_hosted:
        yield _finding(OK, what, f"{endpoint.facts.title}, key in {endpoint.key_variable}")
    elif offline:
        yield _finding(NOTE, what, "not asked")
    else:
        TEXT[endpoint.type](endpoint).look()
        yield _finding(OK, what, f"{endpoint.url} answers")


def _platform(session: Session, site: Site, name: str) -> Iterator[Finding]:
    if not site.platform(name).enabled:
        yield _finding(NOTE, f"{site.id} {name}", "switched off")
        return
    accounts = site.accounts(name)
    for account in accounts:
        what = f"{site.id} {name}" + (f" {account.name}" if len(accounts) > 1 else "")
        yield from _checked(what, partial(_account, session, site, account, what))


def _account(session: Session, site: Site, account: AccountSettings, what: str) -> Iterator[Finding]:
    session.clients.open(site, account.platform, account.name).close()
    pause = session.store.pauses.of(site.id, account.platform, account.name)
    if pause is not None:
        until = f"until {pause.until:%Y-%m-%d %H:%M} UTC" if pause.until else "until it is resumed"
        yield _finding(WRONG, what, f"rests {until} ({pause.cause}): {pause.reason}")
        return
    types = ", ".join(type_ for type_ in PLATFORMS[account.platform].types if account.wants(type_)) or "films only"
    where = "the platform's API" if account.target == "live" else "the outbox"
    yield _finding(OK, what, f"to {where}; {types}")


def _articles(session: Session) -> Iterator[Finding]:
    known = session.store.articles.list()
    yield _finding(OK, "articles", f"{len(known)} known, {sum(bool(each.next_revision) for each in known)} waiting")
    for each in known:
        if each.problem:
            yield _finding(NOTE, each.key, each.problem)


def _analytics(session: Session) -> Iterator[Finding]:
    published = session.settings.published / "analytics.duckdb"
    if not published.is_file():
        yield _finding(NOTE, "analytics", "not built yet; the posting times are the platforms' defaults")
        return
    yield _finding(OK, "analytics", str(published))
