"""Where the platforms' machine-readable specifications are found.

They are large, belong to others, and are not kept here. Put them into one folder and name it in `REPRISE_SPECS`; the
tests that need one are skipped without it:

    x-openapi.json          xdevplatform/docs: openapi.json
    telegram-api.json       PaulSonOfLars/telegram-bot-api-spec: api.json
    mastodon-openapi.json   abraham/mastodon-openapi: dist/schema.json
    atproto-lexicons/       bluesky-social/atproto: lexicons/
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

VARIABLE = "REPRISE_SPECS"


def spec_path(name: str) -> Path:
    """The file or folder of this name; the test is skipped where it is not."""
    folder = os.environ.get(VARIABLE)
    if not folder:
        pytest.skip(f"{VARIABLE} names no folder with {name} (see tests/contracts/specs.py)")
    path = Path(folder, name)
    if not path.exists():
        pytest.skip(f"{name} is not in the folder that {VARIABLE} names (see tests/contracts/specs.py)")
    return path


def spec(name: str) -> Any:
    """The JSON file of this name, read once."""
    return _read(spec_path(name))


@cache
def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
