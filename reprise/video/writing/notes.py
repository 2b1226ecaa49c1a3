"""Reviewers' notes understood by rule: length, another hook, other points, scenes to leave out, words not to use.

A note that says none of these is no mistake: it is kept, and the next script begins and chooses in another way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import regex
import yaml

from reprise.briefs.language import base
from reprise.video.script import Scene, Script
from reprise.video.writing.attempts import Attempt, rejected

_STEP = 0.85  # of the length for each "shorter"
_FEWEST, _MOST = 0.5, 1.8
_QUOTED = r"[\"“”„«»‘‚「]([^\"“”„«»’‘「」]{2,80})[\"“”«»’‘」]"
_KINDS = ("shorter", "longer", "hook", "points", "leave_out", "ban")


@dataclass(frozen=True)
class Note:
    """What one note asks for. `length` is a factor; `scenes` are ids of the script it was written about."""

    length: float = 1.0
    hook: bool = False
    points: bool = False
    scenes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def understood(self) -> bool:
        return self != Note()

    def __str__(self) -> str:
        told = [
            "shorter" if self.length < 1 else "longer" if self.length > 1 else "",
            "another hook" if self.hook else "",
            "other points" if self.points else "",
            f"without {', '.join(self.scenes)}" if self.scenes else "",
            f"never saying {', '.join(self.words)}" if self.words else "",
        ]
        return "; ".join(filter(None, told))


@dataclass(frozen=True)
class Wishes:
    """What all rejections together ask of the next script.

    `hooks` and `told` are narrations that must not come again, `stale` such as give way where the article has others,
    `words` what must not be said.
    """

    length: float = 1.0
    hooks: frozenset[str] = frozenset()
    told: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def forbids(self, said: str) -> bool:
        """Whether something must not be said."""
        return any(_is_said_in(word, said) for word in self.words) or self.has_told(said)

    def has_told(self, said: str) -> bool:
        """Whether something was told in a scene that must not come again."""
        return any(is_part(said, narration) for narration in self.told)

    def is_stale(self, said: str) -> bool:
        """Whether something was told in a script that was turned down as a whole."""
        return any(is_part(said, narration) for narration in self.stale)


def read_note(notes: str, script: Script) -> Note:
    """What a reviewer's words about a script ask for, as far as a rule can tell; nothing in an unknown language."""
    asked: dict[str, bool] = dict.fromkeys(_KINDS, False)
    scenes: list[str] = [scene.id for scene in script.scenes if _names(scene.id, notes)]
    words: list[str] = []
    for table in _tables_of(script.language):
        for kind in ("shorter", "longer", "hook", "points"):
            asked[kind] |= bool(table[kind].search(notes))
        scenes += [_place(script, match) for match in table["leave_out"].finditer(notes)]
        words += [match[1].strip() for match in table["ban"].finditer(notes)]
    hook = asked["hook"] or any(scene.section == "hook" for scene in script.scenes if scene.id in scenes)
    left_out = [name for name in dict.fromkeys(scenes) if name and name not in _hooks_of(script)]
    length = _STEP if asked["shorter"] else 1 / _STEP if asked["longer"] else 1.0
    return Note(length, hook, asked["points"], tuple(left_out), tuple(dict.fromkeys(filter(None, words))))


def wishes_of(earlier: Sequence[Attempt], *, at_least: int = 0) -> Wishes:
    """What all rejected versions together ask for.

    `at_least` makes the next script differ when what was asked for changes nothing: 1 gives up the hooks and prefers
    other points, 2 gives up every point that was told.
    """
    length, words = 1.0, list[str]()
    hooks, told, stale = set[str](), list[str](), list[str]()
    for attempt in rejected(earlier):
        script, note = attempt.script, read_note(attempt.notes, attempt.script)
        length = min(_MOST, max(_FEWEST, length * note.length))
        words += note.words
        told += [scene.narration for scene in script.scenes if scene.id in note.scenes]
        points = [scene.narration for scene in script.scenes if scene.section in ("point", "takeaway")]
        if note.hook or not note.understood or at_least >= 1:
            hooks |= {scene.narration for scene in script.scenes if scene.section == "hook"}
        if note.points or not note.understood or at_least >= 1:
            stale += points
        if at_least >= 2:
            told += points
    return Wishes(length, frozenset(hooks), tuple(dict.fromkeys(told)), tuple(dict.fromkeys(stale)), tuple(words))


def is_part(said: str, narration: str) -> bool:
    """Whether a sentence is in a narration, perhaps introduced there and so with a small first letter."""
    bare = said[1:].casefold()
    return bool(bare) and bare in narration.casefold()


def _is_said_in(word: str, said: str) -> bool:
    pattern = rf"(?<![\p{{L}}\p{{N}}]){regex.escape(word)}(?![\p{{L}}\p{{N}}])"
    spaced = regex.search(r"\p{Han}|\p{Hiragana}|\p{Katakana}", word) is None
    return bool(regex.search(pattern if spaced else regex.escape(word), said, regex.I))


def _hooks_of(script: Script) -> frozenset[str]:
    return frozenset(scene.id for scene in script.scenes if scene.section == "hook")


def _names(scene_id: str, notes: str) -> bool:
    """Whether a note names a scene by its id; ids that are words of everyday speech only after "scene" or in quotes."""
    if any(character.isdigit() for character in scene_id):
        return bool(regex.search(rf"(?<![\w-]){regex.escape(scene_id)}(?![\w-])", notes, regex.I))
    return False


def _place(script: Script, match: Any) -> str:
    """The id of the scene that "without the first scene" or "without scene 3" or "without the intro" means."""
    named = match.groupdict()
    scenes: Sequence[Scene] = script.scenes
    if named.get("id"):
        return next((scene.id for scene in scenes if scene.id.casefold() == named["id"].casefold()), "")
    if named.get("number"):
        number = int(named["number"])
    elif named.get("last"):
        number = len(scenes)
    else:
        number = next((n for n in range(1, 6) if named.get(f"n{n}")), 0)
    return scenes[number - 1].id if 1 <= number <= len(scenes) else ""


def _tables_of(language: str) -> list[dict[str, Any]]:
    """The table of the article's language, and the English one: reviewers write in either."""
    codes = dict.fromkeys((base(language), "en"))
    return [table for code in codes if (table := _compiled().get(code))]


@cache
def _compiled() -> dict[str, dict[str, Any]]:
    tables = yaml.safe_load(files("reprise.video.writing").joinpath("notes.yaml").read_text(encoding="utf-8"))
    return {code: _rules(table) for code, table in tables.items()}


def _rules(table: dict[str, Any]) -> dict[str, Any]:
    without, scene, last = table["without"], table["scene"], table["last"]
    ordinals = "|".join(f"(?P<n{number}>{word})" for number, word in enumerate(table["ordinals"], start=1))
    place = rf"(?:{ordinals}|(?P<last>{last}))\s+(?:{scene})|(?:{scene})\s+(?P<number>\d{{1,2}})"
    ids = r"(?P<id>hook|intro|takeaway|cta)\b"
    rules = {kind: regex.compile("|".join(table[kind]), regex.I) for kind in ("shorter", "longer", "hook", "points")}
    rules["leave_out"] = regex.compile(rf"\b(?:{without})\s+(?:\p{{L}}{{1,4}}\s+)?(?:{place}|{ids})", regex.I)
    rules["ban"] = regex.compile(rf"\b(?:{table['not']})\s+(?:{table['word']})?\s*{_QUOTED}", regex.I)
    return rules
