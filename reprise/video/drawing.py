"""Draws what each scene of a film shows."""

from __future__ import annotations

from reprise.articles.article import Article
from reprise.media import MediaStore
from reprise.sites import Site
from reprise.video.script import Script
from reprise.video.visuals import Visuals


def draw_visuals(
    script: Script, article: Article, site: Site, width: int, height: int, media: MediaStore
) -> Visuals:
    """A still and a camera move for every scene of the script."""
    raise NotImplementedError
