"""A site's look as the drawing modules need it: colours as numbers, font families, name and address."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from reprise.errors import BadSettings
from reprise.graphics.colour import RGB, rgb
from reprise.site_files import site_path
from reprise.sites import Brand, Site


@dataclass(frozen=True)
class Look:
    """How a site's pictures look and how they are signed. `logo` is a file or None; `host` has no "www."."""

    name: str
    host: str
    primary: RGB
    secondary: RGB
    background: RGB
    surface: RGB
    text: RGB
    heading: str
    body: str
    code: str
    handle: str | None = None
    logo: Path | None = None

    @classmethod
    def of(cls, site: Site) -> Look:
        """The look of a site's settings. Raises `BadSettings` as `from_brand` does."""
        return cls.from_brand(site.brand, name=site.name, url=site.url, folder=site.folder)

    @classmethod
    def from_brand(cls, brand: Brand, *, name: str, url: str, folder: Path = Path()) -> Look:
        """The look of a brand under a site's name; `folder` is where its logo's path begins. Raises `BadSettings` for a
        logo that is not there."""
        colors, fonts = brand.colors, brand.fonts
        host = urlsplit(url).hostname or url
        return cls(
            name=name,
            host=host.removeprefix("www."),
            primary=rgb(colors.primary),
            secondary=rgb(colors.secondary),
            background=rgb(colors.background),
            surface=rgb(colors.surface),
            text=rgb(colors.text),
            heading=fonts.heading,
            body=fonts.body,
            code=fonts.code,
            handle=brand.handle,
            logo=_logo(folder, brand.logo) if brand.logo else None,
        )

    @property
    def families(self) -> tuple[str, str, str]:
        return self.heading, self.body, self.code


def _logo(folder: Path, name: str) -> Path:
    try:
        return site_path(folder, name, what="logo")
    except BadSettings as error:
        raise error.at("brand.logo") from error
