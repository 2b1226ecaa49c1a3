"""The script of a film: sections, scenes, and what each says and shows."""

from __future__ import annotations

from typing import Literal

from reprise.articles.article import Place
from reprise.digest import digest
from reprise.model import Document

Section = Literal["hook", "intro", "point", "cta"]
CueKind = Literal["title", "image", "quote", "statistic", "list", "code", "question", "step", "cta"]


class Cue(Document):
    """What a scene shows. `image` is the url of an `ArticleImage`; the other fields feed the card of that kind."""

    kind: CueKind
    text: str = ""
    label: str = ""
    items: tuple[str, ...] = ()
    code_language: str | None = None
    image: str | None = None


class Scene(Document):
    """One scene. `id` is stable while the scene keeps its place in the story ("hook", "point-2").

    `narration` is spoken, `on_screen` the few words drawn over the picture, `seconds` the planned length.
    """

    id: str
    section: Section
    narration: str
    cue: Cue
    on_screen: str = ""
    seconds: float
    sources: tuple[Place, ...] = ()


class Script(Document):
    """A film's script; `seconds` of all scenes together are within ±10 % of `target_seconds`.

    `format` is "short" or "long"; `article_hash` the content hash of the article it was written from.
    """

    article: str
    article_hash: str
    site: str
    format: str
    title: str
    language: str
    target_seconds: float
    scenes: tuple[Scene, ...]
    writer: str

    @property
    def seconds(self) -> float:
        """The planned length of the whole film."""
        return sum(scene.seconds for scene in self.scenes)

    @property
    def content_hash(self) -> str:
        """Names what is said and shown; an approval is for exactly this."""
        return digest(self.title, self.language, [scene.model_dump(mode="json") for scene in self.scenes])
