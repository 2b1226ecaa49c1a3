"""What a source is built with, shared by all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from reprise.articles.raw import Changes, Listed, RawArticle, RawImage, Source
from reprise.clock import Clock
from reprise.sites import Site
from resources.http import Fetcher

__all__ = ["Changes", "Listed", "OpenSource", "RawArticle", "RawImage", "Source", "SourceContext", "pictures_folder"]


@dataclass(frozen=True, slots=True)
class SourceContext:
    """What sources work with; `environment` holds the secrets that settings name."""

    site: Site
    fetcher: Fetcher
    clock: Clock
    environment: Mapping[str, str]


OpenSource = Callable[[SourceContext], Source]


def pictures_folder(site: Site) -> tuple[Path, ...]:
    """The local folders that pictures of this site's articles may be read from; none for sources on the web."""
    settings = site.source
    if settings.type != "folder":
        return ()
    named = [settings.path] if settings.assets is None else [settings.path, settings.assets]
    return tuple((site.folder / Path(name).expanduser()).resolve() for name in named)
