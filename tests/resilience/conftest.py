"""The undisturbed installation that killed ones are compared with, made once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from tests.installation import KETTLES, LAMPS, Installation
from tests.resilience.house import Done, House

SITE = "films: {presets: [youtube_short, tiktok], seconds: 30, music: none}\nplatforms: {x: {target: live}}\n"


@dataclass(frozen=True)
class Undisturbed:
    """Three states of one installation: found its articles, prepared them, made the films of `filmed_article`."""

    found: House
    prepared: House
    filmed: House
    article: str
    preparing: Done
    filming: Done


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    root = tmp_path_factory.mktemp("undisturbed")
    found = furnished(root / "found")
    said = found.reprise("ingest")
    assert said.code == 0, said.text
    prepared = found.copy(root / "prepared")
    preparing = prepared.reprise("run")
    assert preparing.code == 0, preparing.text
    article = next(known.key for known in prepared.session.store.articles.list() if "kettle" in known.key)
    prepared.session.store.scripts.approve(article, "short", "kim")
    prepared.close()
    filmed = prepared.copy(root / "filmed")
    filming = filmed.reprise("run", article, "--through", "films")
    assert filming.code == 0, filming.text
    return Undisturbed(found, prepared, filmed, article, preparing, filming)


def furnished(root: Path) -> House:
    """A site of two short articles, one with a small picture; the time stands still."""
    root.mkdir()
    place = Installation(root, SITE)
    place.write("kettles", KETTLES)
    place.write("lamps", LAMPS)
    with Image.open(place.sources / "kettle.png") as image:
        image.resize((900, 600)).save(place.sources / "kettle.png")
    place.close()
    return House(root)
