"""A small script with everything that belongs to it, for the tests of drawing and assembling."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from reprise.articles.article import Article, ArticleImage
from reprise.media import Media, MediaStore
from reprise.sites import Site
from reprise.video.captions import Captions, write_captions
from reprise.video.script import Cue, Scene, Script
from reprise.video.timeline import Timeline, plan_timeline
from reprise.video.voice.voiceover import NarrationLine, Voiceover, Word
from tests.builders import make_article, make_site
from tests.reprise.video.render.films import tone

TEXTS = (
    "Every morning the baker opens the door long before the first bus comes down the hill.",
    "She bakes about 240 loaves a day, and none of them is left when the evening comes.",
    "The oven was built in 1921; its stones keep their warmth for two whole days.",
    "Read the whole story on our site.",
)


@dataclass(frozen=True)
class Parts:
    script: Script
    article: Article
    site: Site
    media: MediaStore
    voiceover: Voiceover
    timeline: Timeline
    captions: Captions
    sound: Media


def photograph(path: Path, seed: int, size: tuple[int, int] = (1600, 1200)) -> Path:
    path.write_bytes(_photograph(seed, size))
    return path


@lru_cache
def _photograph(seed: int, size: tuple[int, int]) -> bytes:
    random = np.random.default_rng(seed)
    coarse = random.uniform(30, 220, (12, 16, 3)).astype(np.float32)
    grain = random.integers(0, 13, (size[1], size[0], 1), dtype=np.uint8)
    pixels = cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC).clip(0, 240).astype(np.uint8) + grain
    file = BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=80)
    return file.getvalue()


def make_scene(number: int, text: str, cue: Cue, on_screen: str = "") -> Scene:
    sections = ("hook", "intro", "point", "cta")
    return Scene(
        id=f"scene-{number}",
        section=sections[min(number, 3)],
        narration=text,
        cue=cue,
        on_screen=on_screen,
        seconds=5.0,
    )  # type: ignore[arg-type]


def make_parts(folder: Path, *cues: Cue, texts: tuple[str, ...] = TEXTS, **site: Any) -> Parts:
    """Parts of a film whose article has two photographs ("https://example.org/one.jpg", ".../two.jpg")."""
    media = MediaStore(folder / "store")
    images = tuple(
        ArticleImage(
            url=f"https://example.org/{name}.jpg",
            alt=f"Picture {name}",
            media=media.put_file(photograph(folder / f"{name}.jpg", seed), kind="picture"),
        )
        for seed, name in enumerate(("one", "two"))
    )
    article = make_article("The baker on the hill", *texts, images=images)
    scenes = tuple(
        make_scene(n, text, cue, "A few words" if cue.kind == "image" else "")
        for n, (text, cue) in enumerate(zip(texts, cues, strict=False))
    )
    script = Script(
        article=article.key, article_hash=article.content_hash, site="demo", format="short", title=article.title,
        language="en", target_seconds=20, scenes=scenes, writer="test",
    )  # fmt: skip
    voiceover = Voiceover(
        article=article.key,
        format="short",
        language="en",
        voice="test",
        lines=tuple(_spoken(scene, media, folder) for scene in scenes),
    )
    timeline = plan_timeline(script, voiceover, fit=(1, 60))
    sound = media.put_file(tone(folder / "mix.wav", timeline.seconds), kind="mix")
    captions = write_captions(voiceover, timeline)
    return Parts(script, article, make_site(**site), media, voiceover, timeline, captions, sound)


def _spoken(scene: Scene, media: MediaStore, folder: Path) -> NarrationLine:
    """A tone in the place of a voice, a third of a second for every word."""
    texts = scene.narration.split()
    words = tuple(Word(text=text, start=n / 3, end=n / 3 + 0.3) for n, text in enumerate(texts))
    seconds = len(texts) / 3 + 0.1
    sound = media.put_file(tone(folder / f"{scene.id}.wav", seconds), kind="line")
    return NarrationLine(scene=scene.id, text=scene.narration, media=sound, seconds=seconds, words=words)
