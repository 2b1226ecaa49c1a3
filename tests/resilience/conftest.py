"""The undisturbed installations that killed ones begin from and are compared with, made once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from tests.installation import KETTLES, LAMPS, Installation
from tests.resilience.house import Done, House

PRESETS = ("youtube_short", "tiktok")
"""What the site makes: two films of one size."""
SITE = f"films: {{presets: [{', '.join(PRESETS)}], seconds: 30, music: none}}\nplatforms: {{x: {{target: live}}}}\n"


@dataclass(frozen=True)
class Undisturbed:
    """An installation after a command that nobody disturbed. `before` is how it was, `article` has pictures and an
    approved script."""

    before: House
    after: House
    article: str
    done: Done


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """`run` on two new articles."""
    root = tmp_path_factory.mktemp("prepared")
    before = furnished(root / "before")
    said = before.reprise("ingest")
    assert said.code == 0, said.text
    after = before.copy(root / "after")
    done = after.reprise("run")
    assert done.code == 0, done.text
    article = next(known.key for known in after.store.articles.list() if "kettle" in known.key)
    after.store.scripts.approve(article, "short", "kim")
    after.close()
    return Undisturbed(before, after, article, done)


@pytest.fixture(scope="session")
def filmed(prepared: Undisturbed, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """`run --through films` on one of them."""
    after = prepared.after.copy(tmp_path_factory.mktemp("filmed") / "after")
    done = after.reprise("run", prepared.article, "--through", "films")
    assert done.code == 0, done.text
    return Undisturbed(prepared.after, after, prepared.article, done)


def furnished(root: Path) -> House:
    """A site of two short articles, one with a small picture; the time stands still."""
    root.mkdir()
    place = Installation(root, SITE)
    place.write("kettles", KETTLES)
    place.write("lamps", LAMPS)
    with Image.open(place.sources / "kettle.png") as image:
        smaller = image.resize((900, 600))
    smaller.save(place.sources / "kettle.png")
    place.close()
    return House(root)
