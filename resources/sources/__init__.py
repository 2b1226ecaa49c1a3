"""Where published articles come from. One file per kind of source and one line in the registry."""

from __future__ import annotations

import os
from collections.abc import Mapping

from reprise.clock import Clock
from reprise.sites import Site
from resources.http import Fetcher
from resources.sources import feed, folder, wordpress
from resources.sources.base import OpenSource, Source, SourceContext, pictures_folder

__all__ = ["SOURCES", "Source", "open_source", "pictures_folder"]

SOURCES: dict[str, OpenSource] = {
    "folder": folder.FolderArticles,
    "feed": feed.FeedArticles,
    "wordpress": wordpress.WordPressArticles,
}


def open_source(site: Site, fetcher: Fetcher, clock: Clock, environment: Mapping[str, str] | None = None) -> Source:
    """The source a site's settings describe. Raises `BadSettings` for missing folders or credentials.

    `environment` holds the variables that settings name; the process's own without one.
    """
    context = SourceContext(site, fetcher, clock, os.environ if environment is None else environment)
    return SOURCES[site.source.type](context)
