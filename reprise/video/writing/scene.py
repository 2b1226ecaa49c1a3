"""One scene told anew: other words of the article for the same place of the story, none of them shown before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.briefs.questions import is_question
from reprise.briefs.standalone import judge
from reprise.errors import BadInput, NotFound
from reprise.sites import Site
from reprise.video.presets import FORMATS
from reprise.video.script import Scene, Script
from reprise.video.writing.attempts import Attempt
from reprise.video.writing.cues import Shots
from reprise.video.writing.fit import Chosen
from reprise.video.writing.lengths import scene_seconds
from reprise.video.writing.manner import Manner
from reprise.video.writing.notes import Wishes, is_part, wishes_of
from reprise.video.writing.openings import Telling, closing, concluding, dressed, hooks, introductions
from reprise.video.writing.short import pointed
from reprise.video.writing.units import LONGEST_AT_NEED, Material, Unit, sayable, units

_TELLING = 20  # characters of a narration that can be recognised in another
_CLOSENESS = 0.08  # worth lost for each second that the scene becomes longer or shorter


def rewrite_scene(
    article: Article,
    brief: Brief,
    site: Site,
    script: Script,
    scene: str,
    *,
    words_per_minute: float,
    earlier: Sequence[Attempt] = (),
) -> Scene:
    """The scene told in another way, under its id and about as long; the rest of the script stays.

    Nothing comes that was shown in any of the `earlier` versions, or that reviewers' notes forbid. Raises `NotFound`
    for an unknown scene and `BadInput` when the article has nothing else to say there.
    """
    where = f"{script.format} script of {script.article}, scene {scene}"
    old = next((each for each in script.scenes if each.id == scene), None)
    if old is None:
        known = ", ".join(each.id for each in script.scenes)
        raise NotFound("It has no such scene.", where=where, remedy=f"Its scenes are {known}.")
    if script.form == "dialogue":
        raise BadInput(
            "A line of a dialogue hangs together with the others and is not told anew by itself.",
            where=where,
            remedy="Edit the scene, or reject the script with notes and have it written again.",
        )
    shown = [each.narration for version in (script, *(one.script for one in earlier)) for each in version.scenes]
    wishes = wishes_of(earlier)
    low, high = FORMATS[script.format].seconds
    rest = script.seconds - old.seconds
    for telling in _tellings(article, brief, site, script, old, wishes, words_per_minute):
        seconds = scene_seconds(telling.narration, article.language, words_per_minute)
        fresh = not any(_overlaps(telling.narration, narration, telling.written) for narration in shown)
        if fresh and not wishes.forbids(telling.narration) and low <= rest + seconds <= high:
            made = dressed(old.id, old.section, telling)
            return made.model_copy(update={"seconds": round(seconds, 2), "chapter": old.chapter})
    raise BadInput(
        "The article has no other words for this scene that were not shown before.",
        where=where,
        remedy="Edit the scene, or write more into the article.",
    )


def _overlaps(said: str, shown: str, written: frozenset[str]) -> bool:
    """Whether what is said was shown in a narration, whole or in part."""
    inside = len(shown) > _TELLING and is_part(shown, said)
    return inside or is_part(said, shown) or any(is_part(text.rstrip(".!? "), shown) for text in written)


def _tellings(
    article: Article,
    brief: Brief,
    site: Site,
    script: Script,
    old: Scene,
    wishes: Wishes,
    words_per_minute: float,
) -> Iterator[Telling]:
    """Ways to tell the scene, the best first."""
    manner = Manner.of(site, article.language)
    free = _without_pictures(article, script, old)
    for at_need in (False, True):
        material = Material.of(free, brief, at_need=at_need)
        pool = units(material, manner)
        if old.section == "hook":
            refused = Wishes(hooks=frozenset({old.narration}), told=wishes.told, words=wishes.words)
            while found := [
                hook for hook in hooks(material, pool, manner, refused) if hook.narration not in refused.hooks
            ]:
                yield from found
                refused = Wishes(refused.length, refused.hooks | {hook.narration for hook in found}, refused.told,
                                 words=refused.words)  # fmt: skip
        elif old.section == "cta":
            yield from _other_calls(free, site, manner, old)
        else:
            hook = Telling(script.scenes[0].narration, script.scenes[0].cue, "", frozenset(), ())
            if old.section == "intro":
                yield from (each for each in introductions(material, pool, hook, Wishes(told=(old.narration,))) if each)
            for telling in _points(material, pool, script, old, words_per_minute):
                yield concluding(telling, manner) if old.section == "takeaway" else telling


def _other_calls(article: Article, site: Site, manner: Manner, old: Scene) -> Iterator[Telling]:
    refused = [old.narration]
    while (telling := closing(article, site, manner, Wishes(told=tuple(refused)))).narration not in refused:
        yield telling
        refused.append(telling.narration)


def _points(
    material: Material, pool: Sequence[Unit], script: Script, old: Scene, words_per_minute: float
) -> Iterator[Telling]:
    """Units from between the scene's neighbours, then from elsewhere in a short film; a chapter keeps to its part."""
    first, last = _between(material, script, old)
    language = material.article.language

    def worth(option: Chosen) -> float:
        seconds = scene_seconds(" ".join(option.said), language, words_per_minute)
        inside = 1.0 if first <= option.unit.block <= last else 0.0
        return option.unit.value + inside - _CLOSENESS * abs(seconds - old.seconds)

    candidates = [*pool, *_single(material, pool)]
    options = [Chosen(unit, more) for unit in candidates for more in (False, True) if unit.more or not more]
    if script.format == "long" and old.section == "point":
        options = [option for option in options if first <= option.unit.block <= last]
    shots = Shots(material)
    for scene in script.scenes:
        if scene.id != old.id:
            shots.remember(scene.on_screen)
    for option in sorted(options, key=worth, reverse=True):
        telling = pointed(option, shots, language)
        written = option.unit.written | ({option.unit.more_written} if option.with_more else frozenset())
        yield Telling(telling.narration, telling.cue, telling.on_screen, written, telling.places)


def _single(material: Material, pool: Sequence[Unit]) -> list[Unit]:
    """Sentences that stand alone though no film would choose them first."""
    known = {text for unit in pool for text in unit.written}
    found = []
    for sentence in material.sentences:
        said = "" if sentence.text in known else sayable(sentence.text, material.article.language, most=LONGEST_AT_NEED)
        if said and not is_question(said) and judge(sentence, material.article.language).standing:
            found.append(material.unit("sentence", sentence.place, [said], [sentence.text], 0.02))
    return found


def _between(material: Material, script: Script, old: Scene) -> tuple[int, int]:
    """The blocks from the scene before to the scene after; in a long film those of the scene's own section."""
    number = [scene.id for scene in script.scenes].index(old.id)
    points = [scene for scene in script.scenes if scene.sources and scene.section == "point"]
    before = [scene.sources[0].block for scene in points if scene in script.scenes[:number]]
    after = [scene.sources[0].block for scene in points if scene in script.scenes[number + 1 :]]
    first, last = max(before, default=0), min(after, default=len(material.article.blocks))
    if script.format == "long" and old.sources:
        section = material.sections[old.sources[0].block]
        own = [block for block, each in enumerate(material.sections) if each == section]
        first, last = max(first, own[0]), min(last, own[-1])
    return first, last


def _without_pictures(article: Article, script: Script, old: Scene) -> Article:
    """The article without the pictures that other scenes show."""
    taken = {scene.cue.image for scene in script.scenes if scene.id != old.id and scene.cue.image}
    return article.model_copy(update={"images": tuple(image for image in article.images if image.url not in taken)})
