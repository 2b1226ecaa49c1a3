"""Who talks in a site's dialogues: names, colours and looks of the questioner and the explainer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from PIL import Image

from reprise.digest import file_digest
from reprise.errors import BadSettings
from reprise.film_settings import Character
from reprise.graphics.colour import RGB, WHITE, luminance, mix, rgb
from reprise.graphics.figures import Appearance, appearance_of
from reprise.graphics.figures_own import own_figure
from reprise.site_files import site_path
from reprise.sites import Site
from reprise.video.script import Pose, Role

NAMES: Mapping[Role, str] = MappingProxyType({"questioner": "Kim", "explainer": "Robin"})
"""What the two are called where the site names nobody."""

_APART = 90.0  # distance of two colours (sum of the channels' differences) from which they are told apart


def character(site: Site, role: Role) -> Character:
    """The site's settings for one of the two."""
    return site.films.characters.questioner if role == "questioner" else site.films.characters.explainer


def other(role: Role) -> Role:
    return "explainer" if role == "questioner" else "questioner"


def name_of(site: Site, role: Role) -> str:
    """What the questioner or the explainer of a site is called."""
    return (character(site, role).name or "").strip() or NAMES[role]


def colour_of(site: Site, role: Role) -> RGB:
    """The character's own colour, else one of the brand's; the two differ unless the site wants them equal."""
    own = character(site, role).color
    if own:
        return rgb(own)
    colors = site.brand.colors
    if role == "explainer":
        return rgb(colors.primary)
    colour, of_other = rgb(colors.secondary), colour_of(site, "explainer")
    if sum(abs(a - b) for a, b in zip(colour, of_other, strict=True)) >= _APART:
        return colour
    return mix(colour, WHITE if luminance(colour) < 0.3 else (20, 24, 36), 0.5)


def appearance(site: Site, role: Role) -> Appearance:
    """How the drawn character looks; the explainer never like the questioner."""
    first = appearance_of(name_of(site, "questioner"), colour_of(site, "questioner"))
    if role == "questioner":
        return first
    return appearance_of(name_of(site, "explainer"), colour_of(site, "explainer"), unlike=first)


def own_pose(site: Site, role: Role, pose: Pose) -> Path | None:
    """The file of a pose of the site's own, or None where it is to be drawn. Raises `BadSettings` for one outside of
    the site's folder or none."""
    file = character(site, role).poses.get(pose)
    if not file:
        return None
    try:
        return site_path(site.folder, file, what="picture")
    except BadSettings as error:
        raise error.at(_setting(site, role, pose)) from error


def open_pose(site: Site, role: Role, pose: Pose, path: Path) -> tuple[Image.Image, str]:
    """The figure of a pose's own picture and a name of its content. Raises `BadSettings` naming the setting."""
    return own_figure(path, _setting(site, role, pose)), file_digest(path)


def _setting(site: Site, role: Role, pose: Pose) -> str:
    return f"{site.id}: films.characters.{role}.poses.{pose}"
