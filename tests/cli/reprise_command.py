"""Calls the command line as a shell does, in this process: arguments in, exit code and both streams out."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import Any

import pytest

from cli.main import main
from tests.installation import Installation


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Reprise:
    """`reprise` on one installation."""

    def __init__(self, place: Installation, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self.place = place
        self._patch = patch
        self._capture = capture
        patch.setenv("REPRISE_HOME", str(place.settings.home))
        patch.setenv("REPRISE_SITES", str(place.settings.sites))
        patch.setenv("REPRISE_STORE_URL", place.settings.store_url)
        patch.setenv("DAGSTER_HOME", str(place.settings.dagster_home))
        patch.setenv("COLUMNS", "200")

    def __call__(self, *arguments: str) -> Said:
        self._patch.setattr(sys, "argv", ["reprise", *arguments])
        self._capture.readouterr()
        code: Any = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        out, err = self._capture.readouterr()
        return Said(code or 0, out, err)

    def fails(self, *arguments: str) -> str:
        """What it says when it refuses: one line and exit code 1, nothing on the standard output."""
        said = self(*arguments)
        assert (said.code, said.out) == (1, "")
        (line,) = said.err.strip().splitlines()
        return line
