"""Which films an article gets, and from which script: what a person approved, of what the site makes."""

from collections.abc import Collection

from dagster import AssetKey, AssetObservation, Failure

from reprise.store.records import ScriptVersion
from reprise.store.store import Store
from reprise.video.presets import Preset
from reprise.video.script import Script
from resources.configured import SitesResource


def approved_version(store: Store, article: str, format_: str) -> ScriptVersion:
    """The script that may be produced, perhaps edited by a person. Fails with what to do while there is none."""
    version = store.scripts.approved(article, format_)
    if version is None:
        raise Failure(
            f"{article}: the {format_} script is not approved, so nothing is made from it. "
            f"Read it with `reprise scripts {article}` and approve it with `{_approve(article, format_)}`.",
            allow_retries=False,
        )
    return version


def approved_script(store: Store, article: str, format_: str) -> Script:
    """What the approved version says and shows."""
    return approved_version(store, article, format_).script


def not_made(presets: Collection[Preset], sites: SitesResource, store: Store, article: str) -> str | None:
    """Why none of these presets is made of an article; None when one is. The site's settings decide."""
    site = sites.site(store.articles.get(article).site)
    if not site.automation.videos:
        return f"{site.id} makes no films (automation.videos)"
    wanted = any(preset.name in site.films.presets for preset in presets)
    return None if wanted else f"{site.id} does not make {' or '.join(each.name for each in presets)} (films.presets)"


def left_out(asset: AssetKey, article: str, reason: str) -> AssetObservation:
    """What the UI shows in place of a film that is not made; what depends on it is skipped."""
    return AssetObservation(asset_key=asset, partition=article, metadata={"no film, because": reason})


def _approve(article: str, format_: str) -> str:
    return f"reprise approve script {article}" + ("" if format_ == "short" else f" --format {format_}")
