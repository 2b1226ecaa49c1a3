"""A long film in a model's words: chapters of scenes, a takeaway, a call to action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reprise.prompts.prompt import prompt
from reprise.video.script import Cue, Scene, Script
from reprise.video.writing.lengths import scene_seconds
from reprise.video.writing.long import CHAPTER_SECONDS
from reprise.video.writing.openings import Telling, one_line
from reprise.video.writing.sayable import heading_title
from reprise.video.writing.scenes import varied
from reprise.video.writing.told.desk import Desk
from reprise.video.writing.told.fitting import Part, kept, words_asked
from reprise.video.writing.told.parts import call_scene, hook_scene, intro_scene, point_scene, timed, told_script
from reprise.video.writing.told.shapes import (
    CALL_WORDS,
    HOOK_WORDS,
    INTRO_WORDS,
    SCENE_WORDS,
    LongAnswer,
    ToldScene,
    ToldTakeaway,
    long_shape,
)
from reprise.video.writing.told.showing import Showing, spoken
from reprise.video.writing.told.telling import Film

PROMPT = "long.v1"
_CHAPTERS = (3, 8)
_SCENES_IN_CHAPTER = 4
_TAKEAWAY_WORDS = 16
_LEAST = 5
_TITLE_LETTERS = 60


@dataclass(frozen=True)
class _Placed:
    """A scene with the number of its chapter."""

    chapter: int
    told: ToldScene


def long_film(desk: Desk) -> Film[LongAnswer]:
    """Asks for a long film."""
    scenes = _scenes(words_asked(desk, 20))
    words = words_asked(desk, scenes + 4)
    scenes = _scenes(words)
    chapters = min(_CHAPTERS[1], max(_CHAPTERS[0], round(scenes / _SCENES_IN_CHAPTER)))
    each = max(2, round(scenes / chapters))
    asked = prompt(
        PROMPT,
        **desk.fields(),
        code=desk.listed_code(),
        words=words,
        hook_words=HOOK_WORDS,
        intro_words=INTRO_WORDS,
        chapters=chapters,
        scenes=scenes,
        point_words=SCENE_WORDS,
        call_words=CALL_WORDS,
    )
    shape = long_shape((chapters, chapters), (each, each + 1))
    return Film(desk, "script", asked, shape, _script, words=round(2.85 * words))


def _script(answer: LongAnswer, desk: Desk, without: frozenset[str]) -> Script:
    """The script of an answer; scenes that it has no time for are dropped, short chapters join the one before."""
    showing = Showing(desk)
    hook = hook_scene(answer.hook, desk, showing, without)
    intro = intro_scene(answer.introduction, hook, desk, showing, without)
    takeaway, call = _takeaway(answer.takeaway, desk), call_scene(answer.call_to_action, desk, without)
    placed = [
        _Placed(number, told)
        for number, chapter in enumerate(answer.chapters)
        for told in chapter.scenes
        if spoken(told.narration, desk.language) not in without
    ]
    ending = [call] if takeaway.narration in without else [takeaway, call]
    fixed = sum(scene.seconds for scene in (hook, intro, *ending))
    chosen = kept([_part(each.told, desk) for each in placed], fixed, desk.target, desk.fmt, _LEAST)
    titles = [_title(chapter.title, desk) for chapter in answer.chapters]
    told = _told([placed[number] for number in chosen], titles, [hook.cue.kind, intro.cue.kind], desk, showing)
    scenes = [hook.model_copy(update={"chapter": one_line(desk.brief.title)}), intro, *told, *ending]
    return told_script(desk, _with_long_chapters(scenes))


def _told(
    placed: Sequence[_Placed], titles: Sequence[str], kinds: list[str], desk: Desk, showing: Showing
) -> list[Scene]:
    """The scenes with their names, cues that are not all of one kind, and the titles where chapters begin."""
    scenes: list[Scene] = []
    shown, part, number, before = kinds, 0, 0, -1
    for each in placed:
        opens = each.chapter != before
        part, number, before = part + opens, 1 if opens else number + 1, each.chapter
        scene = point_scene(each.told, f"part-{part}-{number}", desk, showing)
        telling = Telling(scene.narration, scene.cue, scene.on_screen, frozenset(), scene.sources)
        cue = varied(telling, shown, desk.material, desk.language)
        shown.append(cue.kind)
        scenes.append(scene.model_copy(update={"cue": cue, "chapter": titles[each.chapter] if opens else ""}))
    return scenes


def _takeaway(told: ToldTakeaway, desk: Desk) -> Scene:
    said, lead = spoken(told.narration, desk.language), desk.manner.lead()
    cue = Cue(kind="takeaway", text=said, label=lead.rstrip(" :"))
    return timed(desk, "takeaway", "takeaway", f"{lead} {said}" if lead else said, cue, "", told.sources)


def _with_long_chapters(scenes: Sequence[Scene]) -> list[Scene]:
    """The scenes without the titles of chapters that would be shorter than a video site shows."""
    starts = [number for number, scene in enumerate(scenes) if scene.chapter]
    kept_starts = {starts[0]}
    last = starts[0]
    for at, start in enumerate(starts[1:], start=1):
        end = starts[at + 1] if at + 1 < len(starts) else len(scenes)
        long_enough = sum(scene.seconds for scene in scenes[start:end]) >= CHAPTER_SECONDS
        if long_enough and sum(scene.seconds for scene in scenes[last:start]) >= CHAPTER_SECONDS:
            kept_starts.add(start)
            last = start
    return [
        scene if number in kept_starts else scene.model_copy(update={"chapter": ""})
        for number, scene in enumerate(scenes)
    ]


def _part(told: ToldScene, desk: Desk) -> Part:
    said = spoken(told.narration, desk.language)
    return Part(scene_seconds(said, desk.language, desk.words_per_minute), told.importance)


def _title(text: str, desk: Desk) -> str:
    title = heading_title(text)
    return title if len(title) <= _TITLE_LETTERS and desk.is_said(title) else ""


def _scenes(words: int) -> int:
    """How many scenes fill the words that the fixed ones leave."""
    return max(_LEAST + 1, round((words - HOOK_WORDS - INTRO_WORDS - _TAKEAWAY_WORDS - CALL_WORDS) / SCENE_WORDS))
