"""A whole installation in a folder of its own: a site, its articles, a clock, the store and Dagster's records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from dagster import (
    AssetCheckEvaluation,
    AssetKey,
    AssetMaterialization,
    DagsterInstance,
    Definitions,
    ExecuteInProcessResult,
)
from PIL import Image, ImageDraw

from assets_pipeline.definitions import build_defs
from cli.session import Session
from reprise.articles.intake import take_in
from reprise.clock import FileClock
from reprise.documents import Documents
from reprise.media import MediaStore
from reprise.sites import Site
from reprise.store.store import Store
from resources.settings import Settings

MONDAY = datetime(2026, 6, 1, 6, 0, tzinfo=UTC)
SITE = "demo"

KETTLES = """---
title: How a kettle lost its whistle
date: 2026-05-30T08:00:00Z
url: https://example.org/kettles/
tags: [kettles, repair]
---

A kettle that stops whistling has nearly always lost its steam, not its voice. We opened 40 kettles in our repair café
to see why, and 31 of them only needed a cleaner lid.

![A kettle on a stove](kettle.png)

## Look at the lid first

Steam escapes where the lid no longer closes. A thin line of limescale on the rim is enough to keep the pressure low.
Put the lid into warm vinegar for twenty minutes, then brush the rim with an old toothbrush.

## Then look at the whistle

The whistle is a small disc with a hole of 3 millimetres. If the hole is blocked, the steam has to go elsewhere. Clear
it with a wooden toothpick and never with a needle, because a needle makes the hole wider.

## When nothing helps

A kettle with a bent spout cannot be mended at home. In our test 4 kettles were beyond repair, and all of them had been
dropped. "Most people throw away a kettle that needs ten minutes of care," says Mara Lind, who runs the repair café.
"""

LAMPS = """---
title: Three ways to make an old lamp safe
date: 2026-05-31T08:00:00Z
url: https://example.org/lamps/
tags: [lamps, repair]
---

An old lamp is safe when its cable, its plug and its holder are. These three checks take fifteen minutes and cost less
than 10 euros.

## Check the cable

Bend the cable every few centimetres and look for cracks. Cloth cables from before 1970 have rubber inside that turns
brittle. Replace the whole cable if you find a single crack.

## Check the plug

Open the plug and see whether the screws are tight. Loose screws cause heat, and heat causes most lamp fires. A new plug
costs 3 euros and is fitted in five minutes.

## Check the holder

A holder of brass needs an earth wire. If the lamp has only two wires, choose a holder of plastic instead.
"""


class Installation:
    """One site called `demo` below `root`, with everything that `build_defs` needs.

    Args:
        settings: the site's settings beside its name, address and source, as YAML.
    """

    def __init__(self, root: Path, settings: str = "") -> None:
        home = root / "home"
        home.mkdir()
        self.root = root
        self.sources = root / "sites" / "articles"
        self.sources.mkdir(parents=True)
        self.settings = Settings(home=home, sites=root / "sites", store_url=f"sqlite:///{home / 'store.db'}")
        self.clock = FileClock(self.settings.clock_file)
        self.clock.set(MONDAY)
        self.configure(settings)

    def configure(self, settings: str) -> None:
        """Write the site's file anew."""
        first = "name: The Demo\nurl: https://example.org/\nlanguage: en\ntimezone: Europe/Berlin\n"
        source = "source: {type: folder, path: articles}\n"
        (self.settings.sites / f"{SITE}.yaml").write_text(first + source + settings, encoding="utf-8")
        self.__dict__.pop("session", None)

    @cached_property
    def session(self) -> Session:
        return Session(self.settings)

    @property
    def site(self) -> Site:
        return self.session.sites[SITE]

    @property
    def store(self) -> Store:
        return self.session.store

    @property
    def documents(self) -> Documents:
        return Documents(self.settings.documents)

    @property
    def media(self) -> MediaStore:
        return MediaStore(self.settings.media)

    @cached_property
    def instance(self) -> DagsterInstance:
        """Dagster's records, in memory."""
        return DagsterInstance.ephemeral()

    def definitions(self, overrides: Mapping[str, Any] | None = None) -> Definitions:
        return build_defs(self.settings, overrides)

    def write(self, name: str, text: str) -> None:
        """Publish or edit an article; the picture of the kettle lies beside it."""
        (self.sources / f"{name}.md").write_text(text, encoding="utf-8")
        if not (self.sources / "kettle.png").is_file():
            _draw(self.sources / "kettle.png")

    def take_in(self) -> dict[str, str]:
        """Look at the source as `reprise ingest` does; the articles' keys by the name of their file."""
        known = take_in(self.site, self.session.source(self.site), self.store.articles)
        keys = [article.key for article in known]
        self.instance.add_dynamic_partitions("articles", keys)
        return {Path(str(article.reference["path"])).stem: article.key for article in known}

    def run(
        self,
        job: str,
        partition: str | None = None,
        *assets: Sequence[str],
        overrides: Mapping[str, Any] | None = None,
        instance: DagsterInstance | None = None,
    ) -> ExecuteInProcessResult:
        """Run a job, or those assets of it, to the end; failed steps do not raise."""
        return (
            self.definitions(overrides)
            .resolve_job_def(job)
            .execute_in_process(
                instance=instance or self.instance,
                partition_key=partition,
                asset_selection=[AssetKey(list(asset)) for asset in assets] or None,
                run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
                raise_on_error=False,
            )
        )

    def close(self) -> None:
        self.instance.dispose()
        if "store" in self.session.__dict__:
            self.store.close()


def materialized(result: ExecuteInProcessResult) -> dict[str, AssetMaterialization]:
    """What a run materialized, by the asset's key."""
    found = {}
    for event in result.get_asset_materialization_events():
        materialization = event.step_materialization_data.materialization
        found[materialization.asset_key.to_user_string()] = materialization
    return found


def data_versions(result: ExecuteInProcessResult) -> dict[str, str]:
    """The data version of everything a run materialized, by the asset's key."""
    return {key: str(made.tags and made.tags.get("dagster/data_version")) for key, made in materialized(result).items()}


def checks(result: ExecuteInProcessResult) -> list[AssetCheckEvaluation]:
    return list(result.get_asset_check_evaluations())


def failures(result: ExecuteInProcessResult) -> dict[str, str]:
    """Why steps failed, by the step's name; an unsuccessful run without a failed step is named too."""
    found = {}
    for event in result.all_events:
        if event.is_step_failure:
            data = event.step_failure_data
            own = data.user_failure_data.description if data.user_failure_data else None
            found[str(event.step_key)] = own or (data.error.to_string() if data.error else "")
    return found if found or result.success else {"run": "It ended without success and without a failed step."}


def _draw(path: Path) -> None:
    """A kettle, so that there is a picture that nobody had to bring."""
    image = Image.new("RGB", (1200, 800), "#d9cbb4")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 600, 1200, 800), fill="#6b4f3a")
    pen.ellipse((360, 250, 840, 680), fill="#37556b")
    pen.polygon([(820, 380), (980, 300), (1000, 340), (830, 500)], fill="#37556b")
    pen.arc((420, 120, 780, 420), 180, 360, fill="#20313d", width=36)
    pen.ellipse((560, 215, 640, 275), fill="#c5663d")
    image.save(path)
