"""The script of a film: sections, scenes, and what each says and shows."""

from __future__ import annotations

from collections import Counter
from typing import Any, Literal

from pydantic import FiniteFloat

from reprise.articles.article import Place
from reprise.characters import Text
from reprise.digest import digest
from reprise.errors import BadInput
from reprise.model import Document

Section = Literal["hook", "intro", "point", "takeaway", "cta"]
CueKind = Literal[
    "title", "image", "quote", "statistic", "list", "code", "question", "step", "cta", "chart", "comparison", "map",
    "character", "takeaway", "clip", "animation",
]  # fmt: skip
Form = Literal["narration", "dialogue"]
Style = Literal["educational", "motivational", "entertaining", "selling"]
Tone = Literal["professional", "casual", "friendly", "authoritative"]
Role = Literal["questioner", "explainer"]
Pose = Literal["standing", "asking", "thinking", "pointing", "explaining", "surprised", "cheering"]
TextAnimation = Literal["none", "fade", "pop", "slide", "typewriter", "highlight"]
Transition = Literal["cut", "crossfade", "slide", "wipe"]


class Datum(Document):
    """One value of a chart: what it is of, the number, and the number as the article writes it ("41 %")."""

    label: Text
    value: FiniteFloat
    shown: Text


class Side(Document):
    """One side of a comparison: what is compared, and its points."""

    title: Text
    items: tuple[Text, ...] = ()


class Cue(Document):
    """What a scene shows. The fields feed the picture of the cue's kind; the others are empty.

    `image` is the url of an `ArticleImage`. `data` are a chart's values, `sides` what a comparison compares, `items`
    the points of a list or the stations of a map, `active` the station that the scene tells of (from 0), `pose` how
    the speaking character stands, `clip` a moving picture beside the site's file, `animation` one of the site's
    animations in Python, by its name.
    """

    kind: CueKind
    text: Text = ""
    label: Text = ""
    items: tuple[Text, ...] = ()
    code_language: str | None = None
    image: str | None = None
    data: tuple[Datum, ...] = ()
    sides: tuple[Side, ...] = ()
    active: int | None = None
    pose: Pose | None = None
    clip: str | None = None
    animation: str | None = None


class Scene(Document):
    """One scene. `id` is stable while the scene keeps its place in the story ("hook", "point-2").

    `narration` is spoken, `on_screen` the few words drawn over the picture, `seconds` the planned length. `chapter`
    is the title of the chapter that begins with this scene. `speaker` is who talks in a dialogue. `transition` (into
    the scene) and `text_animation` are the film's own unless they are given.
    """

    id: str
    section: Section
    narration: Text
    cue: Cue
    on_screen: Text = ""
    seconds: FiniteFloat
    sources: tuple[Place, ...] = ()
    chapter: Text = ""
    speaker: Role | None = None
    transition: Transition | None = None
    text_animation: TextAnimation | None = None


class Script(Document):
    """A film's script; `seconds` of all scenes together are within ±10 % of `target_seconds`.

    `format` is "short" or "long"; `article_hash` the content hash of the article it was written from.
    """

    article: str
    article_hash: str
    site: str
    format: str
    title: Text
    language: str
    target_seconds: float
    scenes: tuple[Scene, ...]
    writer: str
    form: Form = "narration"
    style: Style = "educational"

    @property
    def seconds(self) -> float:
        """The planned length of the whole film."""
        return sum(scene.seconds for scene in self.scenes)

    @property
    def content_hash(self) -> str:
        """Names what is said and shown; an approval is for exactly this."""
        return digest(self.title, self.language, [_said_and_shown(scene) for scene in self.scenes])


def ensure_distinct(script: Script) -> None:
    """Raise `BadInput` for a script in which two scenes have one name: voice and captions go by it."""
    twice = [name for name, count in Counter(scene.id for scene in script.scenes).items() if count > 1]
    if twice:
        raise BadInput(
            f"Several scenes are called {', '.join(map(repr, twice))}.",
            where=f"{script.article}, {script.format} script",
            remedy="Give every scene a name of its own.",
        )


_LATER = {
    *("chapter", "speaker", "transition", "text_animation"),
    *("data", "sides", "active", "pose", "clip", "animation"),
}
"""Fields that scripts got later: where they are empty they do not count, so that older approvals stay in force."""


def _said_and_shown(scene: Scene) -> dict[str, Any]:
    data = _used(scene.model_dump(mode="json"))
    return {**data, "cue": _used(data["cue"])}


def _used(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in _LATER or value not in (None, "", [])}
