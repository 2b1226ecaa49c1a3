"""A site's settings: one YAML file each under `sites/`, checked when it is read, wrong lines named."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

import yaml
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, ValidationError

from reprise.characters import Text
from reprise.errors import BadSettings
from reprise.film_settings import Color, Films
from reprise.model import Document
from reprise.model_settings import Budget, Models
from reprise.notices.channels import CHANNEL_TYPES, AnyChannel, ChannelName
from reprise.posting_settings import (
    WEEKDAYS,
    AccountSettings,
    OwnSettings,
    PlatformSettings,
    Publishing,
    Recycle,
    Weekday,
)
from reprise.social.post import PostType
from reprise.social.rules import PLATFORMS
from reprise.video.presets import PRESETS
from reprise.video.script import Tone

__all__ = ["WEEKDAYS", "AccountSettings", "PlatformSettings", "Publishing", "Recycle", "Weekday"]  # from elsewhere

_SEE = "See sites/README.md."
_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is not an IANA time zone such as Europe/Berlin")
    return name


def _known_platform(name: str) -> str:
    if name not in PLATFORMS:
        raise ValueError(f"{name!r} is not a platform; known are {', '.join(PLATFORMS)}")
    return name


def _off(mode: Any) -> Any:
    return "off" if mode is False else mode  # YAML takes the word off for false


Zone = Annotated[str, AfterValidator(_known_zone)]
PlatformName = Annotated[str, AfterValidator(_known_platform)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]


class FolderSource(Document):
    """A folder of Markdown or HTML files with front matter. `path` is relative to the site's file.

    `url_pattern` builds an article's address where its front matter names none; it may use {slug}, {year}, {month},
    {day} and {stem}.
    """

    type: Literal["folder"]
    path: str
    include: tuple[str, ...] = ("**/*.md", "**/*.markdown", "**/*.html", "**/*.htm")
    assets: str | None = None
    url_pattern: str = "{slug}/"


class FeedSource(Document):
    """An RSS, Atom or JSON feed. `full_pages` reads the article's page where the feed carries only a summary."""

    type: Literal["feed"]
    url: str
    full_pages: bool = True


class WordPressSource(Document):
    """A WordPress site's REST API. Credentials, where needed, come from the environment (an application password)."""

    type: Literal["wordpress"]
    url: str
    post_types: tuple[str, ...] = ("posts",)
    user_env: str | None = None
    password_env: str | None = None


class Colors(Document):
    """The brand's colours as #rrggbb."""

    primary: Color = "#1f4e5f"
    secondary: Color = "#f2a541"
    background: Color = "#0f1c24"
    surface: Color = "#f7f4ee"
    text: Color = "#14212b"


class Fonts(Document):
    """Font families: one that comes with Reprise, an installed one, or a file beside the site's settings."""

    heading: str = "Manrope"
    body: str = "Inter"
    code: str = "JetBrains Mono"


class Brand(Document):
    """How the site looks. `logo` is a PNG beside the site's file; `handle` is drawn where a picture is signed."""

    colors: Colors = Colors()
    fonts: Fonts = Fonts()
    logo: str | None = None
    handle: Text | None = None


class Wording(Document):
    """How the site sounds. `calls_to_action` replaces the built-in ones, by platform or for all ("default")."""

    tone: Tone = "friendly"
    emoji: bool = True
    calls_to_action: dict[str, tuple[str, ...]] = {}
    hashtags: tuple[str, ...] = ()
    campaign: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,60}$")] = "reprise"


class Automation(Document):
    """What happens without a person. `mode`: "off" leaves drafts alone, "review" waits for approval, "automatic"
    approves and schedules. `approve_scripts` lets films be made before anybody has read their script."""

    mode: Annotated[Literal["off", "review", "automatic"], BeforeValidator(_off)] = "review"
    approve_scripts: bool = False
    videos: bool = True


class Site(Document):
    """All settings of one site. `id` is the file's name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=_ID, max_length=24)]
    name: Text
    url: str
    language: Language = "en"
    timezone: Zone = "UTC"
    author: str | None = None
    source: Annotated[FolderSource | FeedSource | WordPressSource, Field(discriminator="type")]
    wording: Wording = Wording()
    brand: Brand = Brand()
    platforms: dict[PlatformName, PlatformSettings] = {}
    publishing: Publishing = Publishing()
    recycle: Recycle = Recycle()
    automation: Automation = Automation()
    films: Films = Films()
    models: Models = Models()
    budget: Budget = Budget()
    notifications: dict[ChannelName, AnyChannel] = {}
    folder: Path = Field(default=Path(), exclude=True)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats of the films that are made of its articles."""
        made = self.films.presets if self.automation.videos else ()
        return tuple(dict.fromkeys(PRESETS[name].format for name in made))

    def platform(self, name: str) -> PlatformSettings:
        """The settings of one platform; defaults where the file does not mention it."""
        return self.platforms.get(name, PlatformSettings())

    def accounts(self, platform: str) -> tuple[AccountSettings, ...]:
        """The site's accounts on a platform, in the order of its file; one where none are listed."""
        settings = self.platform(platform)
        listed = settings.accounts or {settings.account: OwnSettings()}
        return tuple(self._account(platform, settings, name, own) for name, own in listed.items())

    def account(self, platform: str, name: str) -> AccountSettings:
        """One account of a platform. Raises `BadSettings` when the site has none of this name."""
        found = self.find_account(platform, name)
        if found is None:
            known = ", ".join(each.name for each in self.accounts(platform))
            raise BadSettings(
                f"The site has no account {name!r} on {platform}; it has {known}.",
                where=f"{self.id}: platforms.{platform}.accounts",
                remedy="Add it to the site's file, or cancel its posts.",
            )
        return found

    def find_account(self, platform: str, name: str) -> AccountSettings | None:
        """One account of a platform, if the site has it."""
        return next((each for each in self.accounts(platform) if each.name == name), None)

    def posts_live(self, platform: str, account: str | None = None) -> bool:
        """Whether posts of an account (or of any of the platform's) leave for its API and not for the outbox."""
        chosen = [each for each in self.accounts(platform) if account in (None, each.name)]
        return any(each.enabled and each.target == "live" for each in chosen)

    def post_types(self, platform: str) -> tuple[PostType, ...]:
        """What any account of this site posts on a platform, in the platform's order; films are told apart."""
        if self.automation.mode == "off":
            return ()
        accounts = self.accounts(platform)
        return tuple(type_ for type_ in PLATFORMS[platform].types if any(each.wants(type_) for each in accounts))

    def posts_films(self, platform: str) -> bool:
        """Whether any account of this site posts finished films on a platform."""
        return self.automation.mode != "off" and any(each.wants("video") for each in self.accounts(platform))

    def _account(self, platform: str, of_all: PlatformSettings, name: str, own: OwnSettings) -> AccountSettings:
        def chosen(setting: str) -> Any:
            value = getattr(own, setting)
            return getattr(of_all, setting) if value is None else value

        cap, cooldown = chosen("cap_per_day"), chosen("cooldown_hours")
        mode = self.automation.mode
        return AccountSettings(
            platform=platform,
            name=name,
            enabled=of_all.enabled and own.enabled is not False,
            target=chosen("target"),
            mode="off" if mode == "off" else own.auto_publish or mode,
            types=chosen("types"),
            videos=chosen("videos"),
            slots=chosen("slots"),
            learn_slots=chosen("learn_slots"),
            cap_per_day=self.publishing.cap_per_day if cap is None else cap,
            cooldown_hours=self.publishing.cooldown_hours if cooldown is None else cooldown,
        )


def load_site(path: Path) -> Site:
    """Read one site's file. Raises `BadSettings` naming file, line and field."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"The file cannot be read ({error}).", where=str(path)) from error
    return _site(path, text)


@lru_cache(maxsize=1024)
def _site(path: Path, text: str) -> Site:
    """A site from its file's text; every run asks for it many times."""
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = f"{error.problem or 'is not valid YAML'}."
        raise BadSettings(problem, where=f"{path}:{line}", remedy="Check indentation and quotes.") from error
    except yaml.YAMLError as error:
        raise BadSettings(f"The file is not YAML ({error}).", where=str(path)) from error
    if not isinstance(data, dict):
        raise BadSettings("A site's file is a list of settings.", where=f"{path}:1", remedy=_SEE)
    _refuse_doubles(tree, path)
    if "folder" in data:  # the model's own field, which is no setting
        raise BadSettings("folder: is not a setting.", where=f"{path}:{_line(tree, ['folder'])}", remedy=_SEE)
    data.setdefault("id", path.stem)
    try:
        return Site.model_validate({**data, "folder": path.parent})
    except ValidationError as error:
        raise _explain(error, path, tree) from None


def load_sites(folder: Path) -> dict[str, Site]:
    """All sites of a folder by id, in the order of their names. An empty or missing folder gives none.

    Raises the first `BadSettings` there is; `read_sites` leaves the bad ones out instead.
    """
    sites, problems = read_sites(folder)
    for problem in problems.values():
        raise problem
    return sites


def read_sites(folder: Path) -> tuple[dict[str, Site], dict[str, BadSettings]]:
    """The sites that are well by id, and what is wrong with the others by the stem of their file.

    One client's slip must not stop the others.
    """
    sites: dict[str, Site] = {}
    problems: dict[str, BadSettings] = {}
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        try:
            site = load_site(path)
            if site.id in sites:
                raise BadSettings(
                    f"The id {site.id!r} is used twice.", where=str(path), remedy="Give each site its own."
                )
            sites[site.id] = site
        except BadSettings as problem:
            problems[path.stem] = problem
    return sites, problems


def _explain(error: ValidationError, path: Path, tree: yaml.Node | None) -> BadSettings:
    """Every fault of the file in one error, with its line."""
    lines = []
    for fault in error.errors():
        steps = _written(fault["loc"])
        line = _line(tree, steps)
        name = ".".join(str(step) for step in steps) or "the file"
        message = fault["msg"].removeprefix("Value error, ")
        lines.append((line, f"line {line}: {name}: {message}"))
    text = "; ".join(message for _, message in sorted(lines))
    return BadSettings(f"{text}.", where=f"{path}:{min(line for line, _ in lines)}", remedy=_SEE)


def _written(place: tuple[Any, ...]) -> list[Any]:
    """A fault's place as the file has it: without the names of the kinds that a choice was made of."""
    return [
        step
        for number, step in enumerate(place)
        if not (number == 1 and place[0] == "source" and step in ("folder", "feed", "wordpress"))
        and not (number == 2 and place[0] == "notifications" and step in CHANNEL_TYPES)
    ]


def _refuse_doubles(node: yaml.Node | None, path: Path) -> None:
    """YAML lets a later setting of the same name silently replace an earlier one."""
    seen: dict[Any, int] = {}
    for key, (value, line) in _children(node):
        if key in seen:
            problem = f"{key} is set twice, first in line {seen[key]}."
            raise BadSettings(problem, where=f"{path}:{line}", remedy="Keep one of them.")
        seen[key] = line
        _refuse_doubles(value, path)


def _line(node: yaml.Node | None, steps: list[Any]) -> int:
    line = node.start_mark.line + 1 if node else 1
    for step in steps:
        found = next((value for key, value in _children(node) if str(key) == str(step)), None)
        if found is None:
            break
        node, line = found
    return line


def _children(node: yaml.Node | None) -> Iterator[tuple[Any, tuple[yaml.Node, int]]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key.value, (value, key.start_mark.line + 1)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield number, (value, value.start_mark.line + 1)
