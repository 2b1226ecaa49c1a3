"""One scene of a film in other words of a model's, under its name and about as long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from pydantic import Field, create_model

from reprise.briefs.language import spoken_seconds, word_count
from reprise.errors import NotFound
from reprise.models.text import TextRequest
from reprise.prompts.answers import Answer
from reprise.prompts.prompt import prompt
from reprise.prompts.source import harmless
from reprise.video.dialogue.writing import AIR_SECONDS as DIALOGUE_AIR
from reprise.video.presets import FORMATS
from reprise.video.script import Cue, Scene, Script, Section
from reprise.video.writing.lengths import scene_seconds
from reprise.video.writing.openings import signature
from reprise.video.writing.told.checking import scene_faults
from reprise.video.writing.told.desk import Desk
from reprise.video.writing.told.shapes import Shows
from reprise.video.writing.told.showing import Showing, Wanted, spoken

PROMPT = "scene.v1"
_ROLES: Mapping[Section, str] = MappingProxyType(
    {
        "hook": "the hook: one sentence that makes a viewer stay and can be understood alone",
        "intro": "the introduction: what the film is about",
        "point": "one of the points: one thought",
        "takeaway": "the takeaway: what to remember",
        "cta": "the call to action: where to read on, naming the site, without an address",
    }
)
_LONGER = (0.6, 1.6)  # how much shorter or longer the scene may become


class SceneAnswer(Answer):
    """A scene told anew."""

    narration: str
    sources: list[int] = Field(description="1 to 4 numbers of the sentences that say it")
    shows: Shows = Field(description="what the scene shows")
    text: str = Field(description='what the card says; "" for nothing')
    label: str = Field(description='what the number counts, or whose words they are, at most 8 words; "" for nothing')
    items: list[str] = Field(description="0 to 5 points of a list, each of about 4 words")
    picture: int = Field(description="the picture's number in the list of pictures; 0 for none")
    code: int = Field(description="the number of the piece of code in the list; 0 for none")
    on_screen: str = Field(description='at most 6 words over the picture; "" for none')


@lru_cache(maxsize=64)
def scene_shape(words: int) -> type[SceneAnswer]:
    """The shape of a scene of so many words."""
    said = (str, Field(description=f"what is spoken, about {words} words, whole sentences"))
    return create_model("Scene", __base__=SceneAnswer, narration=said)


def old_scene(script: Script, name: str) -> Scene:
    """The scene of a script by its name. Raises `NotFound`."""
    found = next((each for each in script.scenes if each.id == name), None)
    if found is None:
        raise NotFound(
            "It has no such scene.",
            where=f"{script.format} script of {script.article}, scene {name}",
            remedy=f"Its scenes are {', '.join(each.id for each in script.scenes)}.",
        )
    return found


def scene_request(desk: Desk, script: Script, old: Scene) -> TextRequest[SceneAnswer]:
    """Asks for a scene in other words than any version has."""
    shown = [scene.narration for scene in _versions(desk, script, old) if scene.narration]
    film = [f"{scene.id}{' *' if scene.id == old.id else ''}: {harmless(scene.narration)}" for scene in script.scenes]
    fields = {name: value for name, value in desk.fields().items() if name != "kind"}
    words = max(5, word_count(old.narration, desk.language))
    asked = prompt(
        PROMPT,
        **fields,
        code=desk.listed_code(),
        role=_role(old),
        words=words,
        scene=old.id,
        film="\n".join(film),
        shown="\n".join(f"- {harmless(said)}" for said in dict.fromkeys(shown)),
    )

    def check(answer: SceneAnswer) -> Sequence[str]:
        return _faults(answer, desk, script, old)

    return TextRequest("scene", asked, scene_shape(words), check=check, words=2 * words + 50)


def told_scene(answer: SceneAnswer, desk: Desk, script: Script, old: Scene) -> Scene:
    """The scene of an answer, in the place of the old one."""
    said, places = spoken(answer.narration, desk.language), desk.places(answer.sources)
    showing = Showing(desk)
    for scene in script.scenes:
        if scene.id != old.id:
            showing.remember(scene.cue)
            showing.on_screen(scene.on_screen, "")
    screen = showing.on_screen(answer.on_screen, said) if not old.speaker else ""
    wanted = Wanted(answer.shows, answer.text, answer.label, answer.items, answer.picture, answer.code)
    cue = _cue(showing.cue(wanted, said, places, screen), said, desk, old)
    return old.model_copy(
        update={
            "narration": said,
            "cue": cue,
            "on_screen": screen if old.section != "cta" else old.on_screen,
            "seconds": _seconds(said, desk, script),
            "sources": places,
        }
    )


def _cue(cue: Cue, said: str, desk: Desk, old: Scene) -> Cue:
    """The kind of card that the scene's place in the film asks for."""
    if old.section == "cta":
        return Cue(kind="cta", text=said, label=signature(desk.site))
    if old.section == "takeaway":
        return old.cue.model_copy(update={"text": said, "items": ()})
    if old.speaker == "questioner":
        return old.cue.model_copy(update={"text": said})
    if old.speaker == "explainer":
        shown = cue if cue.kind in ("image", "statistic", "list") else Cue(kind="character", text=said)
        text = shown.label if shown.kind == "list" else shown.text
        label = "" if shown.kind == "list" else shown.label
        return Cue(kind="character", text=text, label=label, items=shown.items, image=shown.image, pose=old.cue.pose)
    return cue


def _faults(answer: SceneAnswer, desk: Desk, script: Script, old: Scene) -> list[str]:
    scene = told_scene(answer, desk, script, old)
    found = [fault.why for fault in scene_faults(scene, desk)]
    said = scene.narration.casefold().rstrip(".!? ")
    if said and any(said in other.narration.casefold() for other in _versions(desk, script, old, every=True)):
        found.append(f"{old.id}: this was said before; tell it in another way.")
    if old.speaker == "questioner" and not scene.narration.endswith(("?", "？", "؟")):
        found.append(f"{old.id}: it is a question; let it ask.")
    total = script.seconds - old.seconds + scene.seconds
    low, high = FORMATS[script.format].seconds
    spread = (_LONGER[0] * old.seconds, _LONGER[1] * old.seconds)
    if not low <= total <= high or not spread[0] <= scene.seconds <= spread[1]:
        off = desk.words(abs(scene.seconds - old.seconds))
        found.append(f"{old.id}: it has about {off} words too {'many' if scene.seconds > old.seconds else 'few'}.")
    return found


def _versions(desk: Desk, script: Script, old: Scene, *, every: bool = False) -> list[Scene]:
    """The scenes of this name in all versions; `every` gives all scenes of the script as well."""
    scripts = [script, *(attempt.script for attempt in desk.earlier)]
    found = [scene for version in scripts for scene in version.scenes if scene.id == old.id]
    return [*found, *(script.scenes if every else ())]


def _role(old: Scene) -> str:
    if old.speaker == "questioner":
        return "a question in a dialogue, which the next line answers"
    if old.speaker == "explainer":
        return "an answer in a dialogue, to the line before it"
    return _ROLES[old.section]


def _seconds(said: str, desk: Desk, script: Script) -> float:
    if script.form == "dialogue":
        return round(spoken_seconds(said, desk.language, desk.words_per_minute) + DIALOGUE_AIR, 2)
    return round(scene_seconds(said, desk.language, desk.words_per_minute), 2)
