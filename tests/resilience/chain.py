"""The whole way from scenes to a finished film, as the asset graph goes it, but small: real voice, real encoder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
from PIL import Image

from reprise.articles.article import Article
from reprise.media import MediaStore
from reprise.sites import Site
from reprise.video.assembly import assemble
from reprise.video.captions import Captions, to_srt, write_captions
from reprise.video.cover import draw_covers
from reprise.video.film import Film
from reprise.video.look.bumpers import bumper_sound
from reprise.video.pictures.drawing import draw_visuals
from reprise.video.pictures.visuals import Visuals
from reprise.video.presets import Preset
from reprise.video.render.renderer import Rendered, render
from reprise.video.script import Cue, Scene, Script
from reprise.video.sound.mix import mix
from reprise.video.sound.tracks import track_of
from reprise.video.timeline import Timeline, film_timeline
from reprise.video.voice.narration import narrate
from reprise.video.voice.voiceover import Voice, Voiceover
from resources.voices import open_voice
from tests.builders import make_article, make_site

SMALL = Preset("small", "Small film", "trial", 216, 384, (1, 600), 600, 50_000_000, "youtube")
WIDE = Preset("wide", "Wide film", "trial", 384, 216, (1, 600), 600, 50_000_000, "youtube")


@dataclass(frozen=True)
class Made:
    """A finished film with what it was made from."""

    script: Script
    visuals: Visuals
    voiceover: Voiceover
    timeline: Timeline
    captions: Captions
    film: Film
    finished: Rendered
    media: MediaStore

    @property
    def path(self) -> Path:
        return self.media.path(self.finished.media)


def told(number: int, narration: str, cue: Cue | None = None, **facts: Any) -> Scene:
    """A scene that says something, in the place of a script that its number has."""
    section = "hook" if number == 0 else "point"
    shown = cue or Cue(kind="title", text="Something to see")
    chosen: dict[str, Any] = {"id": f"scene-{number}", "section": section, "seconds": 3.0, **facts}
    return Scene(narration=narration, cue=shown, **chosen)


def written(article: Article, scenes: Sequence[Scene], **facts: Any) -> Script:
    """A script of no format that has limits, so that a film of few words is one."""
    chosen: dict[str, Any] = {"title": article.title, "language": "en", "format": "trial", **facts}
    return Script(
        article=article.key, article_hash=article.content_hash, site="demo", target_seconds=10, writer="test",
        scenes=tuple(scenes), **chosen,
    )  # fmt: skip


def make_film(
    media: MediaStore,
    scenes: Sequence[Scene],
    *,
    site: Site | None = None,
    article: Article | None = None,
    preset: Preset = SMALL,
    voice: Voice | None = None,
    **facts: Any,
) -> Made:
    """The film of these scenes, through every step that the jobs take."""
    site = site or quiet_site()
    article = article or make_article("An article", "It says something.")
    script = written(article, scenes, **facts)
    voiceover = narrate(script, voice or open_voice(site), media)
    timeline = film_timeline(script, voiceover, site)
    captions = write_captions(voiceover, timeline)
    visuals = draw_visuals(script, article, site, preset.width, preset.height, media)
    draw_covers(article, script, visuals, site, (preset.width, preset.height), media)
    intro, outro = bumper_sound(site, "intro"), bumper_sound(site, "outro")
    sound = mix(voiceover, timeline, track_of(site, script), media, intro=intro, outro=outro)
    film = assemble(script, visuals, voiceover, timeline, captions, site, preset, media, sound)
    return Made(script, visuals, voiceover, timeline, captions, film, render(film, media, workers=1), media)


def quiet_site(
    folder: Path | None = None, brand: dict[str, Any] | None = None, name: str = "The Demo", **films: Any
) -> Site:
    """A site without music, unless `films` says otherwise."""
    facts: dict[str, Any] = {"films": {"music": "none", **films}, "brand": brand or {}, "name": name}
    return make_site(**facts, **({"folder": folder} if folder else {}))


def ensure_right(made: Made, preset: Preset = SMALL) -> None:
    """The film opens to its end, is as long and as large as it was planned, and its captions come one after another."""
    with av.open(str(made.path)) as container:
        (picture,), (sound,) = container.streams.video, container.streams.audio
        assert (picture.codec_context.width, picture.codec_context.height) == (preset.width, preset.height)
        frames = sum(1 for _ in container.decode(picture))
        heard = float(sound.duration * sound.time_base)
    assert frames == made.timeline.frames == made.film.frames
    assert abs(heard - made.timeline.seconds) < 1 / made.timeline.fps
    spans = [(cue.start, cue.end) for cue in made.captions.cues]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= made.timeline.seconds for start, end in spans)
    assert all(end <= later for (_, end), (later, _) in pairwise(spans))
    blocks = to_srt(made.captions).strip().split("\n\n") if spans else []
    assert len(blocks) == len(spans)
    ensure_whole(made.media)


def ensure_whole(media: MediaStore) -> None:
    """Nothing half-written lies in the store: no temporary file, every piece with its facts, every picture readable."""
    assert list((media.root / "tmp").glob("*")) == []
    for piece in media.pieces():
        path = media.root / piece.key
        assert Path(f"{path}.json").is_file(), f"{piece.key} has no facts"
        assert piece.bytes > 0 or path.suffix in (".srt", ".vtt"), f"{piece.key} is empty"
        if path.suffix in (".png", ".jpg", ".webp") and not piece.key.startswith("picture"):
            with Image.open(path) as image:
                image.load()
