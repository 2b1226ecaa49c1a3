"""A short film in a model's words."""

from __future__ import annotations

from reprise.prompts.prompt import prompt
from reprise.video.script import Script
from reprise.video.writing.lengths import scene_seconds
from reprise.video.writing.told.desk import Desk
from reprise.video.writing.told.fitting import Part, kept, words_asked
from reprise.video.writing.told.parts import call_scene, hook_scene, intro_scene, point_scene, told_script
from reprise.video.writing.told.shapes import (
    CALL_WORDS,
    HOOK_WORDS,
    INTRO_WORDS,
    POINT_WORDS,
    ShortAnswer,
    ToldScene,
    short_shape,
)
from reprise.video.writing.told.showing import Showing, spoken
from reprise.video.writing.told.telling import Film

PROMPT = "script.v1"
_POINTS = (3, 6)
_LEAST = 3  # points of a film that came out too long


def short_film(desk: Desk) -> Film[ShortAnswer]:
    """Asks for a short film."""
    words = words_asked(desk, 6)
    points = _points(words)
    asked = prompt(
        PROMPT,
        **desk.fields(),
        code=desk.listed_code(),
        words=words,
        hook_words=HOOK_WORDS,
        intro_words=INTRO_WORDS,
        points=f"{points[0]} to {points[1]}",
        point_words=POINT_WORDS,
        call_words=CALL_WORDS,
    )
    return Film(desk, "script", asked, short_shape(points), _script, words=round(3.25 * words))


def _script(answer: ShortAnswer, desk: Desk, without: frozenset[str]) -> Script:
    """The script of an answer; points that it has no time for are dropped."""
    showing = Showing(desk)
    hook = hook_scene(answer.hook, desk, showing, without)
    intro = intro_scene(answer.introduction, hook, desk, showing, without)
    call = call_scene(answer.call_to_action, desk, without)
    fixed = hook.seconds + intro.seconds + call.seconds
    told = [point for point in answer.points if spoken(point.narration, desk.language) not in without]
    chosen = kept([_part(point, desk) for point in told], fixed, desk.target, desk.fmt, _LEAST)
    points = [
        point_scene(told[number], f"point-{place}", desk, showing) for place, number in enumerate(chosen, start=1)
    ]
    return told_script(desk, [hook, intro, *points, call])


def _part(point: ToldScene, desk: Desk) -> Part:
    said = spoken(point.narration, desk.language)
    return Part(scene_seconds(said, desk.language, desk.words_per_minute), point.importance)


def _points(words: int) -> tuple[int, int]:
    """How many points fill the words that hook, introduction and call leave."""
    count = round((words - HOOK_WORDS - INTRO_WORDS - CALL_WORDS) / POINT_WORDS)
    least = min(_POINTS[1] - 1, max(_POINTS[0], count))
    return least, min(_POINTS[1], least + 1)
