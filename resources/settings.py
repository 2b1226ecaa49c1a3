"""Where everything is kept and which environment this is: the one place that reads `REPRISE_…` variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reprise.errors import BadSettings

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """Paths and addresses of one installation.

    `home` holds all that is made; `sites` the sites' files; `store_url` the operational store. `media_url` is
    the public address of the media store's files, for platforms that fetch them. `media_days` is how long media that
    nothing refers to are kept, `encoder` and `render_workers` how films are encoded. `whisper_model` is the folder of a
    faster-whisper model, which corrects the times of lines whose voice tells none.
    """

    home: Path
    sites: Path
    store_url: str
    allow_private: tuple[str, ...] = ()
    media_url: str | None = None
    whisper_model: Path | None = None
    media_days: float = 30.0
    encoder: str = "software"
    render_workers: int = 2

    @property
    def documents(self) -> Path:
        return self.home / "documents"

    @property
    def media(self) -> Path:
        return self.home / "media"

    @property
    def tables(self) -> Path:
        return self.home / "tables"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file that only dbt opens."""
        return self.home / "warehouse" / "reprise.duckdb"

    @property
    def published(self) -> Path:
        """The analysts' files: `analytics.duckdb` and one Parquet file for each mart."""
        return self.home / "published"

    @property
    def outbox(self) -> Path:
        return self.home / "outbox"

    @property
    def clock_file(self) -> Path:
        """Where a simulated time stands while a demo or a test lives through weeks."""
        return self.home / "clock"

    @property
    def dagster_home(self) -> Path:
        return self.home / "dagster"


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment, with defaults for one machine."""
    env = os.environ if environment is None else environment
    home = Path(env.get("REPRISE_HOME") or CHECKOUT / ".reprise").expanduser().resolve()
    return Settings(
        home=home,
        sites=Path(env.get("REPRISE_SITES") or CHECKOUT / "sites").expanduser().resolve(),
        store_url=env.get("REPRISE_STORE_URL") or f"sqlite:///{home / 'store.db'}",
        allow_private=tuple(network for network in env.get("REPRISE_ALLOW_PRIVATE", "").split(",") if network),
        media_url=env.get("REPRISE_MEDIA_URL") or None,
        whisper_model=Path(model).expanduser() if (model := env.get("REPRISE_WHISPER_MODEL")) else None,
        media_days=_number(env, "REPRISE_MEDIA_DAYS", 30.0),
        encoder=env.get("REPRISE_ENCODER") or "software",
        render_workers=max(1, int(_number(env, "REPRISE_RENDER_WORKERS", min(8, os.cpu_count() or 2)))),
    )


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    try:
        return float(env.get(name) or default)
    except ValueError:
        raise BadSettings(f"{env[name]!r} is not a number.", where=name, remedy="Give a number.") from None
