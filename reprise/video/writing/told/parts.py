"""The scenes that every narrated film has: hook, introduction, points, call to action."""

from __future__ import annotations

from collections.abc import Iterable

from reprise.briefs.language import word_count
from reprise.video.script import Cue, Scene, Script, Section
from reprise.video.writing.cues import is_on_screen
from reprise.video.writing.lengths import stated_target
from reprise.video.writing.openings import (
    Telling,
    closing,
    dressed,
    hooks,
    introductions,
    one_line,
    own_calls,
    signature,
    title_cue,
)
from reprise.video.writing.told.desk import Desk
from reprise.video.writing.told.shapes import ToldHook, ToldIntro, ToldScene
from reprise.video.writing.told.showing import Showing, Wanted, spoken
from reprise.video.writing.units import units
from reprise.video.writing.writer import timed_scene

_CALL_WORDS = (3, 20)


def hook_scene(told: ToldHook, desk: Desk, showing: Showing, without: frozenset[str]) -> Scene:
    """The hook; the article's own where that must not be said."""
    if spoken(told.narration, desk.language) in without:
        pool = units(desk.material, desk.manner, desk.wishes)
        return _own("hook", "hook", hooks(desk.material, pool, desk.manner, desk.wishes)[0], desk)
    said, places = spoken(told.narration, desk.language), desk.places(told.sources)
    screen = showing.on_screen(told.on_screen, said)
    cue = showing.cue(Wanted(told.shows, told.text, told.label), said, places, screen)
    return timed(desk, "hook", "hook", said, cue, screen, told.sources)


def intro_scene(told: ToldIntro, hook: Scene, desk: Desk, showing: Showing, without: frozenset[str]) -> Scene:
    """The introduction beside a picture of the article, else on the title where the hook has not shown it; the
    article's own introduction where that must not be said."""
    if spoken(told.narration, desk.language) in without:
        opening = Telling(hook.narration, hook.cue, hook.on_screen, frozenset(), hook.sources)
        pool = units(desk.material, desk.manner, desk.wishes)
        own = next(filter(None, introductions(desk.material, pool, opening, desk.wishes)), None)
        if own is not None:
            return _own("intro", "intro", own, desk)
    said, places = spoken(told.narration, desk.language), desk.places(told.sources)
    picture = told.picture or next((n for n, image in enumerate(desk.pictures, 1) if image.before is None), 0)
    cue = showing.cue(Wanted("picture", picture=picture), said, places)
    if cue.kind != "image" and hook.cue.kind != "title":
        cue = title_cue(desk.brief.title)
    screen = showing.on_screen(told.on_screen, said) if cue.kind != "title" else ""
    return timed(desk, "intro", "intro", said, cue, screen, told.sources)


def point_scene(told: ToldScene, name: str, desk: Desk, showing: Showing) -> Scene:
    said, places = spoken(told.narration, desk.language), desk.places(told.sources)
    screen = showing.on_screen(told.on_screen, said)
    wanted = Wanted(told.shows, told.text, told.label, told.items, told.picture, told.code)
    return timed(desk, name, "point", said, showing.cue(wanted, said, places, screen), screen, told.sources)


def call_scene(told: str, desk: Desk, without: frozenset[str]) -> Scene:
    """The call to action: the site's own words before the model's; ours where the model's name no site or say more
    than to read on, or where a platform's film is to end in its own way."""
    said, language = spoken(told, desk.language), desk.language
    own = own_calls(desk.site, language) or desk.site.films.platform_calls
    names = desk.site.name.casefold() in said.casefold()
    fits = names and _CALL_WORDS[0] <= word_count(said, language) <= _CALL_WORDS[1] and desk.is_said(said)
    if said in without or own or not fits:
        return _own("cta", "cta", closing(desk.article, desk.site, desk.manner, desk.wishes), desk)
    screen = desk.site.name if is_on_screen(desk.site.name, language) else ""
    return timed(desk, "cta", "cta", said, Cue(kind="cta", text=said, label=signature(desk.site)), screen)


def _own(name: str, section: Section, telling: Telling, desk: Desk) -> Scene:
    """A scene of the built-in writer's."""
    return timed_scene(dressed(name, section, telling), desk.language, desk.words_per_minute)


def timed(
    desk: Desk, name: str, section: Section, said: str, cue: Cue, screen: str = "", sources: Iterable[int] = ()
) -> Scene:
    """A scene with the length of its words."""
    scene = Scene(
        id=name,
        section=section,
        narration=said,
        cue=cue,
        on_screen=screen,
        seconds=0,
        sources=desk.places(tuple(sources)),
    )
    return timed_scene(scene, desk.language, desk.words_per_minute)


def told_script(desk: Desk, scenes: Iterable[Scene]) -> Script:
    """The script of timed scenes, not yet signed."""
    listed = tuple(scenes)
    return Script(
        article=desk.article.key,
        article_hash=desk.article.content_hash,
        site=desk.site.id,
        format=desk.fmt.name,
        title=one_line(desk.brief.title),
        language=desk.language,
        target_seconds=stated_target(sum(scene.seconds for scene in listed), desk.target, desk.fmt),
        scenes=listed,
        writer="",
        style=desk.site.films.style,
    )
