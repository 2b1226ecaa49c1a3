"""The editors' tables of settings are the settings, with their defaults and choices."""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
import yaml
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from reprise.film_settings import VoiceServer, VoiceTuning
from reprise.model_settings import Provider
from reprise.notices.channels import MailSettings, SlackSettings, WebhookSettings
from reprise.notices.notice import EVENTS
from reprise.posting_settings import OwnSettings
from reprise.sites import PlatformSettings, Site, load_site
from reprise.social.rules import PLATFORMS
from reprise.video.presets import PRESETS
from resources.sources import SOURCES
from resources.voices import VOICES
from tests.docs.pages import PAGES, ROOT, coded, fences, named, rows

PAGE = ROOT / "docs" / "sites.md"
NO_SETTINGS = {"folder"}


def models(annotation: Any) -> list[type[BaseModel]]:
    """The settings' models behind a field: none for a plain value, several for a choice."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (Annotated, Union, UnionType):
        return [model for part in get_args(annotation) for model in models(part)]
    return []


def settings(model: type[BaseModel], before: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Every setting below a model: dotted name, default, type."""
    for name, field in model.model_fields.items():
        if name in NO_SETTINGS:
            continue
        full = f"{before}{name}"
        if name == "platforms":
            yield from settings(PlatformSettings, f"{full}.<name>.")
            continue
        if name == "accounts":
            yield full, field.default, field.annotation
            yield from settings(OwnSettings, f"{full}.<account>.")
            continue
        if name == "voice_servers":
            yield from settings(VoiceServer, f"{full}.<name>.")
            continue
        if name == "voice_tuning":
            yield from settings(VoiceTuning, f"{full}.<name>.")
            continue
        if name == "providers":
            yield from settings(Provider, f"{full}.<name>.")
            continue
        if name == "notifications":
            for channel in (SlackSettings, WebhookSettings, MailSettings):
                yield from settings(channel, f"{full}.<name>.")
            continue
        below = models(field.annotation)
        for each in below:
            yield from settings(each, f"{full}.")
        if not below or choices(field.annotation):
            yield full, field.default, field.annotation


def written(default: Any) -> list[str]:
    """A default as the table says it."""
    if default is PydanticUndefined:
        return []
    if default is None:
        return ["unset"]
    if isinstance(default, bool):
        return [str(default).lower()]
    if isinstance(default, tuple):
        return [str(each) for each in default]
    if isinstance(default, dict):
        return [f"{name}: {value}" for name, value in default.items()]
    return [str(default)]


def choices(annotation: Any) -> set[str]:
    if get_origin(annotation) is Literal:
        return {str(each) for each in get_args(annotation)}
    if get_origin(annotation) is Annotated:
        return choices(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType, tuple):
        return {each for part in get_args(annotation) for each in choices(part)}
    return set()


TABLE = [(row[0].strip("`"), coded(row[1]), coded(row[2])) for row in rows(PAGE, "Setting")]
MODEL = [*settings(Site)]


def test_every_setting_is_in_the_tables_and_nothing_else() -> None:
    assert {name for name, _, _ in TABLE} == {name for name, _, _ in MODEL}


@pytest.mark.parametrize(("name", "default"), [(name, default) for name, default, _ in MODEL if name != "id"])
def test_the_default_is_the_codes(name: str, default: Any) -> None:
    assert (name, written(default)) in [(setting, said) for setting, _, said in TABLE]


def test_choices_are_listed() -> None:
    for name, _, annotation in MODEL:
        said = {word for setting, values, _ in TABLE if setting == name for word in values}
        assert choices(annotation) <= said, name


def test_platforms_presets_sources_voices_and_events_are_named() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in (*PLATFORMS, *PRESETS, *SOURCES, *VOICES, *EVENTS))


def site_examples() -> list[tuple[str, str]]:
    blocks = [fence for page in PAGES for fence in fences(page, "yaml")]
    return [(f"{named(each.page)}:{each.line}", each.text) for each in blocks if "source" in yaml.safe_load(each.text)]


@pytest.mark.parametrize(("where", "text"), site_examples())
def test_every_site_that_is_shown_can_be_read(where: str, text: str, tmp_path: Any) -> None:
    path = tmp_path / "my-magazine.yaml"
    path.write_text(text, encoding="utf-8")
    assert load_site(path).name == "My Magazine"


def test_sites_are_shown_on_three_pages() -> None:
    assert len(site_examples()) >= 3
