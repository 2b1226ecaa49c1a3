"""The family of one format: its script, the script spoken, and the captions."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from dagster import (
    AssetCheckResult,
    AssetExecutionContext,
    AssetIn,
    AssetKey,
    AssetObservation,
    AssetsDefinition,
    MaterializeResult,
    MetadataValue,
)

from assets_pipeline.approved import approved_script, left_out, not_made
from assets_pipeline.checks import check_grounded, grounded_spec, nothing_to_ground
from assets_pipeline.common import article_asset, clear_failure, data_version
from assets_pipeline.previews import plain, table
from assets_pipeline.trails import purpose, trail_metadata
from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.digest import digest
from reprise.errors import BadInput
from reprise.grounding import Source
from reprise.grounding.scripts import findings_of_script
from reprise.media import MediaStore
from reprise.models.budgets import require_film
from reprise.sites import Site
from reprise.social.writing import EXTRACTIVE
from reprise.video.captions import Captions, to_srt, to_vtt, write_captions
from reprise.video.estimates import estimate
from reprise.video.presets import Format, presets_of
from reprise.video.products import SubtitleFiles
from reprise.video.script import Script
from reprise.video.timeline import film_timeline
from reprise.video.variants import spoken
from reprise.video.voice.narration import narrate
from reprise.video.voice.voiceover import Voiceover
from resources.configured import (
    MediaResource,
    ModelsResource,
    SitesResource,
    StoreResource,
    VoicesResource,
    WritersResource,
)

if TYPE_CHECKING:
    from resources.surveying import Priced, Survey


def build_format(fmt: Format) -> list[AssetsDefinition]:
    """Script, voiceover and captions of one format."""
    return [_script(fmt), _voiceover(fmt), _captions(fmt)]


def _script(fmt: Format) -> AssetsDefinition:
    name = [fmt.name, "script"]

    @article_asset(
        key=[fmt.name, "script"],
        group_name=fmt.name,
        output_required=False,
        check_specs=[grounded_spec(name)],
        description=f"The script of the {fmt.title.lower()}: hook, intro, points, call to action. It waits for review.",
    )
    def script(
        context: AssetExecutionContext,
        article: Article,
        brief: Brief,
        sites: SitesResource,
        store: StoreResource,
        models: ModelsResource,
        writers: WritersResource,
        voices: VoicesResource,
    ) -> Iterator[MaterializeResult[Script] | AssetObservation | AssetCheckResult]:
        """An article without enough words for a film gets none: that is said here and is no failure."""
        with clear_failure(context.partition_key):
            site = sites.site(article.site)
            if reason := not_made(presets_of(fmt.name), sites, store.open(), article.key):
                yield left_out(context.asset_key, article.key, reason)
                yield nothing_to_ground(name, reason)
                return
            rate = voices.open(site).words_per_minute(article.language)
            opened = store.open()
            earlier = opened.scripts.attempts(article.key, fmt.name)
            asked = models.open(site, purpose(context, site.id))
            writer = writers.open(asked)
            try:
                value = writer.script(article, brief, site, fmt, words_per_minute=rate, earlier=earlier)
            except BadInput as error:
                context.log.warning("No film is made. %s", error)
                yield left_out(context.asset_key, context.partition_key, str(error))
                yield nothing_to_ground(name, str(error))
                return
            before = opened.scripts.current(article.key, fmt.name)
            found = findings_of_script(value, Source.of(article, brief, site))
            version = opened.scripts.submit(
                value, origin=value.writer, auto_approve=site.automation.approve_scripts, findings=found
            )
            bill = _bill(models.survey(site), article, brief, fmt, value, site, rate)
            if value.writer.startswith(EXTRACTIVE) and (before is None or before.id != version.id):
                opened.usage.record("script", 1, site=site.id, article=article.key, run=context.run.run_id)
        yield MaterializeResult(
            value=value,
            data_version=data_version(value.content_hash),
            metadata={
                "state": version.state,
                "version": version.number,
                "scenes": len(value.scenes),
                "seconds": MetadataValue.float(round(value.seconds, 2)),
                "preview": MetadataValue.md(_script_preview(value)),
                "making its films": _told(bill),
                **trail_metadata(asked.trail),
            },
            check_results=[check_grounded({f"version {version.number}": version.findings}, 1)],
        )

    return script


def _bill(
    survey: "Survey | None", article: Article, brief: Brief, fmt: Format, script: Script, site: Site, rate: float
) -> "Priced":
    """What the films of this script will take, for whoever approves it."""
    from resources.surveying import film, priced  # with all writers and voices, which loading the graph can do without

    if survey is not None:
        film(survey, article, brief, fmt, script, rate)
    return priced(estimate(article.key, article.title, fmt.name, script, site, state="to review"), survey)


def _told(bill: "Priced") -> str:
    said = f"about {bill.work:.0f} s of work, {bill.credits:.1f} credits, {bill.usd:.4f} USD"
    return "; ".join([said, *bill.unknown])


def _voiceover(fmt: Format) -> AssetsDefinition:
    @article_asset(
        key=[fmt.name, "voiceover"],
        deps=[AssetKey([fmt.name, "script"])],
        group_name=fmt.name,
        output_required=False,
        description="The approved script spoken, scene by scene, with the time of every word.",
    )
    def voiceover(
        context: AssetExecutionContext,
        sites: SitesResource,
        store: StoreResource,
        models: ModelsResource,
        voices: VoicesResource,
        media: MediaResource,
    ) -> Iterator[MaterializeResult[Voiceover] | AssetObservation]:
        """A line that was spoken before with the same voice is not spoken again."""
        pieces, opened = media.open(), store.open()
        if reason := not_made(presets_of(fmt.name), sites, opened, context.partition_key):
            yield left_out(context.asset_key, context.partition_key, reason)
            return
        script = approved_script(opened, context.partition_key, fmt.name)
        with clear_failure(context.partition_key):
            site = sites.site(script.site)
            spoken_as = "/".join(context.asset_key.path)
            require_film(site, opened, script.article, spoken_as)
            asked = models.open(site, purpose(context, site.id))
            voice = voices.open(site, asked)

            def told(doing: str, done: float) -> None:
                context.log.info("%s (%.0f %%)", doing, 100 * done)

            value = spoken(script, site, lambda each: narrate(each, voice, pieces, told))
            minutes = value.unmetered_seconds / 60 * pieces.made / max(1, pieces.made + pieces.reused)
            note = partial(opened.usage.record, site=script.site, article=script.article, run=context.run.run_id)
            note("voice", minutes, asset=spoken_as)
        yield MaterializeResult(
            value=value,
            data_version=data_version(digest(value)),
            metadata={
                "voice": value.voice,
                "seconds": MetadataValue.float(round(value.seconds, 2)),
                "lines": len(value.lines) + len(value.endings),
                "voices that failed": "; ".join(f"{each.voice}: {each.reason}" for each in value.failures) or "none",
                "spoken now": pieces.made,
                "spoken before": pieces.reused,
                "preview": MetadataValue.md(_voiceover_preview(value)),
                **trail_metadata(asked.trail),
            },
        )

    return voiceover


def _captions(fmt: Format) -> AssetsDefinition:
    @article_asset(
        key=[fmt.name, "captions"],
        ins={"voiceover": AssetIn(key=[fmt.name, "voiceover"])},
        group_name=fmt.name,
        description="Captions from the voice's own timings, as cues and as SRT and VTT files.",
    )
    def captions(
        context: AssetExecutionContext,
        voiceover: Voiceover,
        sites: SitesResource,
        store: StoreResource,
        media: MediaResource,
    ) -> MaterializeResult[Captions]:
        pieces = media.open()
        script = approved_script(store.open(), context.partition_key, fmt.name)
        with clear_failure(context.partition_key):
            value = write_captions(voiceover, film_timeline(script, voiceover, sites.site(script.site)))
        files = subtitle_files(value, pieces)
        return MaterializeResult(
            value=value,
            data_version=data_version(digest(value)),
            metadata={
                "cues": len(value.cues),
                "srt": MetadataValue.path(str(pieces.path(files.srt))),
                "vtt": MetadataValue.path(str(pieces.path(files.vtt))),
                "preview": MetadataValue.md(_captions_preview(value)),
            },
        )

    return captions


def subtitle_files(captions: Captions, pieces: MediaStore) -> SubtitleFiles:
    """The captions as SRT and VTT in the media store, made when they are not there yet."""
    return SubtitleFiles(
        article=captions.article,
        format=captions.format,
        language=captions.language,
        srt=pieces.put(to_srt(captions).encode(), ".srt", kind="subtitles"),
        vtt=pieces.put(to_vtt(captions).encode(), ".vtt", kind="subtitles"),
    )


def _script_preview(script: Script) -> str:
    rows = (
        (scene.id, scene.narration, scene.on_screen, scene.cue.kind, f"{scene.seconds:.1f}") for scene in script.scenes
    )
    return f"**{plain(script.title)}**\n\n{table(('scene', 'narration', 'on screen', 'cue', 's'), rows)}"


def _voiceover_preview(voiceover: Voiceover) -> str:
    rows = (
        (line.scene, line.text, f"{line.seconds:.1f}", line.voice, line.timing, "; ".join(line.notes))
        for line in voiceover.lines
    )
    return table(("scene", "spoken", "s", "voice", "times from", "notes"), rows)


def _captions_preview(captions: Captions) -> str:
    return table(("s", "caption"), ((f"{cue.start:.2f}", " / ".join(cue.lines)) for cue in captions.cues))
