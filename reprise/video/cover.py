"""The picture that stands for a film before it is played."""

from __future__ import annotations

from reprise.articles.article import Article
from reprise.media import Media, MediaStore
from reprise.sites import Site
from reprise.video.script import Script
from reprise.video.visuals import Visuals


def draw_cover(
    article: Article, script: Script, visuals: Visuals, site: Site, size: tuple[int, int], media: MediaStore
) -> Media:
    """A JPEG of `size` pixels, at most 2 MB."""
    raise NotImplementedError
