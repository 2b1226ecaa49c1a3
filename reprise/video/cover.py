"""The picture that stands for a film before it is played: the title over the article's picture, or a title card."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image

from reprise.articles.article import Article, ArticleImage
from reprise.errors import BadInput
from reprise.graphics.cards import DRAWING_VERSION, CardContent, draw_card
from reprise.graphics.crop import open_picture, worth_showing
from reprise.graphics.encode import save_within
from reprise.graphics.overlay import draw_headline
from reprise.media import Media, MediaStore
from reprise.sites import Site
from reprise.video.script import Script
from reprise.video.stage import Stage
from reprise.video.visuals import Visuals

MOST_BYTES = 2_000_000
"""What the strictest platform (YouTube's thumbnails) takes."""

_VERSION = 1


def draw_cover(
    article: Article, script: Script, visuals: Visuals, site: Site, size: tuple[int, int], media: MediaStore
) -> Media:
    """A progressive JPEG of `size` pixels and at most 2 MB with the film's title, legible at the size of a thumb."""
    stage = Stage.of(site, *size, media)
    photo = _photo(article, script, visuals, media)
    recipe = {
        "cover": script.title,
        "photo": photo.media.key if photo and photo.media else None,
        "size": size,
        "versions": [_VERSION, DRAWING_VERSION],
        "look": repr(stage.look),
        **stage.signature(script.title),
    }

    def produce(path: Path) -> dict[str, Any]:
        try:
            return save_within(_drawn(stage, script.title, photo), path, ("JPEG",), MOST_BYTES)
        except BadInput as error:
            raise error.at(f"{article.key}, cover") from error

    return media.make(recipe, ".jpg", produce, kind="cover")


def _drawn(stage: Stage, title: str, photo: ArticleImage | None) -> Image.Image:
    size = (stage.width, stage.height)
    if photo and photo.media:
        picture = open_picture(stage.media.path(photo.media))
        return draw_headline(picture, title, stage.look, size, book=stage.book, captions=False)
    return draw_card("title", CardContent(text=title), stage.look, size, book=stage.book, captions=False)


def _photo(article: Article, script: Script, visuals: Visuals, media: MediaStore) -> ArticleImage | None:
    """The first picture of the film, else of the article, that is worth showing."""
    shown = {visual.scene for visual in visuals.scenes if visual.ground == "photo"}
    named = [scene.cue.image for scene in script.scenes if scene.id in shown]
    pictures = sorted(article.pictures, key=lambda image: named.index(image.url) if image.url in named else len(named))
    for image in pictures:
        if image.media is None:
            continue
        try:
            if worth_showing(open_picture(media.path(image.media))):
                return image
        except BadInput:
            continue
    return None
