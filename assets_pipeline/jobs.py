"""The jobs: prepare and produce make things of an article, publish sends what is due, measure and learn close the
loop."""

from __future__ import annotations

from typing import Any

from dagster import AssetKey, AssetSelection, define_asset_job

from assets_pipeline.housekeeping import housekeeping
from assets_pipeline.processing import process_video
from assets_pipeline.publishing import film_posts
from assets_pipeline.sending import publish
from reprise.social.rules import PLATFORMS
from reprise.video.presets import FORMATS, PRESETS, presets_of, visuals_of

PREPARED = [
    AssetKey("article"),
    AssetKey("brief"),
    *(AssetKey([name, part]) for name, rules in PLATFORMS.items() if rules.types for part in ("posts", "images")),
    *(AssetKey([name, "script"]) for name in FORMATS),
]
PRODUCED = {
    fmt: [
        *(AssetKey([fmt, part]) for part in ("voiceover", "captions")),
        *dict.fromkeys(AssetKey([visuals_of(preset), "visuals"]) for preset in presets_of(fmt)),
        *(AssetKey([preset.name, part]) for preset in presets_of(fmt) for part in ("render", "cover", "metadata")),
        *(
            film_posts(rules, name)
            for rules in PLATFORMS.values()
            for name in rules.presets
            if PRESETS[name].format == fmt
        ),
    ]
    for fmt in FORMATS
}
"""What is made from the approved script of each format."""
RECYCLED = [AssetKey([name, "recycled"]) for name, rules in PLATFORMS.items() if rules.types]
MEASURED = [AssetKey([name, "engagement"]) for name in PLATFORMS]

MAKING = {"reprise/work": "making"}
"""Work that keeps a processor busy; `dagster.yaml` leaves room beside it for what must not wait."""

READING = {"reprise/work": "reading"}
"""Work that can wait its turn and takes little; `dagster.yaml` limits it too, so that it never fills the run queue."""

prepare = define_asset_job(
    "prepare",
    tags=MAKING,
    selection=AssetSelection.assets(*PREPARED),
    description="From a published article to posts with pictures, and scripts that wait for their review.",
)
produce = define_asset_job(
    "produce",
    tags=MAKING,
    selection=AssetSelection.assets(*(key for keys in PRODUCED.values() for key in keys)),
    description="From an approved script to finished films and the posts that carry them.",
)
recycle = define_asset_job(
    "recycle",
    tags=MAKING,
    selection=AssetSelection.assets(*RECYCLED),
    description="Tells an article that does not age again, as drafts with words of their own.",
)
measure = define_asset_job(
    "measure",
    tags=READING,
    selection=AssetSelection.assets(*MEASURED),
    description="Reads what the platforms counted in a six-hour window.",
)
learn = define_asset_job(
    "learn",
    tags=READING,
    selection=AssetSelection.groups("analytics"),
    description="Exports, dbt models and their tests, the analysts' files, and the posting slots learned from them.",
)

JOBS: list[Any] = [prepare, produce, recycle, publish, measure, learn, housekeeping, process_video]
