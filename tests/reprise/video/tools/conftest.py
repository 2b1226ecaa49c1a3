from __future__ import annotations

from pathlib import Path

import pytest

from tests.reprise.video.tools.material import recorded, rendered


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film that our renderer made."""
    return rendered(tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="session")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film that another program made: 320×240, other settings, mono at 44.1 kHz, a key frame each second."""
    return recorded(tmp_path_factory.mktemp("foreign") / "foreign.mp4", "-bf", "2", "-g", "30", "-c:a", "aac")
