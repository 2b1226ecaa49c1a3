"""The family of one format (script … visuals) and of one preset (film, cover, metadata)."""

from collections.abc import Iterator

from dagster import (
    AssetExecutionContext,
    AssetIn,
    AssetKey,
    AssetObservation,
    AssetsDefinition,
    Failure,
    MaterializeResult,
    MetadataValue,
)

from assets_pipeline.checks import check_film, film_spec
from assets_pipeline.common import article_asset, clear_failure, data_version
from assets_pipeline.previews import film_preview, pictures_preview, plain, table
from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.digest import digest
from reprise.errors import BadInput
from reprise.social.rules import PLATFORMS
from reprise.store.records import ScriptVersion
from reprise.store.store import Store
from reprise.video.assembly import assemble
from reprise.video.captions import Captions, to_srt, to_vtt, write_captions
from reprise.video.cover import draw_cover
from reprise.video.drawing import draw_visuals
from reprise.video.metadata import FilmMetadata
from reprise.video.mix import mix
from reprise.video.narration import narrate
from reprise.video.presets import FPS, PRESETS, Format, Preset
from reprise.video.products import Cover, Render, SubtitleFiles
from reprise.video.render.renderer import render as render_film
from reprise.video.script import Script
from reprise.video.timeline import plan_timeline
from reprise.video.visuals import Visuals
from reprise.video.voiceover import Voiceover
from resources.configured import MediaResource, SitesResource, StoreResource, VoicesResource, WritersResource


def build_format(fmt: Format) -> list[AssetsDefinition]:
    """Script, voiceover, captions and visuals of one format."""
    return [_script(fmt), _voiceover(fmt), _captions(fmt), _visuals(fmt)]


def build_preset(preset: Preset) -> list[AssetsDefinition]:
    """The finished film of one preset with its cover and its words."""
    return [_render(preset), _cover(preset), _metadata(preset)]


def approved_version(store: Store, article: str, format_: str) -> ScriptVersion:
    """The script that may be produced, perhaps edited by a person. Fails with what to do while there is none."""
    version = store.scripts.approved(article, format_)
    if version is None:
        raise Failure(
            f"{article}: the {format_} script is not approved, so nothing is made from it. "
            f"Read it with `reprise scripts {article}` and approve it with `reprise approve script {article}`.",
            allow_retries=False,
        )
    return version


def approved_script(store: Store, article: str, format_: str) -> Script:
    """What the approved version says and shows."""
    return approved_version(store, article, format_).script


def _script(fmt: Format) -> AssetsDefinition:
    @article_asset(
        key=[fmt.name, "script"],
        group_name=fmt.name,
        output_required=False,
        description=f"The script of the {fmt.title.lower()}: hook, intro, points, call to action. It waits for review.",
    )
    def script(
        context: AssetExecutionContext,
        article: Article,
        brief: Brief,
        sites: SitesResource,
        store: StoreResource,
        writers: WritersResource,
        voices: VoicesResource,
    ) -> Iterator[MaterializeResult[Script] | AssetObservation]:
        """An article without enough words for a film gets none: that is said here and is no failure."""
        with clear_failure(context.partition_key):
            site = sites.site(article.site)
            presets = [name for name in site.films.presets if PRESETS[name].format == fmt.name]
            if not (site.automation.videos and presets):
                yield _left_out(fmt, context.partition_key, f"{site.id} makes no films of this format")
                return
            rate = voices.open(site).words_per_minute(article.language)
            try:
                value = writers.open(site).script(article, brief, site, fmt, words_per_minute=rate)
            except BadInput as error:
                context.log.warning("No film is made. %s", error)
                yield _left_out(fmt, context.partition_key, str(error))
                return
            opened = store.open()
            before = opened.scripts.current(article.key, fmt.name)
            version = opened.scripts.submit(value, origin=value.writer, auto_approve=site.automation.approve_scripts)
            if before is None or before.id != version.id:
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
            },
        )

    return script


def _voiceover(fmt: Format) -> AssetsDefinition:
    @article_asset(
        key=[fmt.name, "voiceover"],
        deps=[AssetKey([fmt.name, "script"])],
        group_name=fmt.name,
        description="The approved script spoken, scene by scene, with the time of every word.",
    )
    def voiceover(
        context: AssetExecutionContext,
        sites: SitesResource,
        store: StoreResource,
        voices: VoicesResource,
        media: MediaResource,
    ) -> MaterializeResult[Voiceover]:
        """A line that was spoken before with the same voice is not spoken again."""
        pieces, opened = media.open(), store.open()
        script = approved_script(opened, context.partition_key, fmt.name)
        with clear_failure(context.partition_key):
            value = narrate(script, voices.open(sites.site(script.site)), pieces)
            minutes = value.seconds / 60 * pieces.made / max(1, pieces.made + pieces.reused)
            opened.usage.record("voice", minutes, site=script.site, article=script.article, run=context.run.run_id)
        return MaterializeResult(
            value=value,
            data_version=data_version(digest(value)),
            metadata={
                "voice": value.voice,
                "seconds": MetadataValue.float(round(value.seconds, 2)),
                "lines": len(value.lines),
                "spoken now": pieces.made,
                "spoken before": pieces.reused,
                "preview": MetadataValue.md(_voiceover_preview(value)),
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
        context: AssetExecutionContext, voiceover: Voiceover, store: StoreResource, media: MediaResource
    ) -> MaterializeResult[Captions]:
        pieces = media.open()
        script = approved_script(store.open(), context.partition_key, fmt.name)
        with clear_failure(context.partition_key):
            value = write_captions(voiceover, plan_timeline(script, voiceover, fps=FPS))
        files = subtitle_files(value, pieces_of=media)
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


def subtitle_files(captions: Captions, pieces_of: MediaResource) -> SubtitleFiles:
    """The captions as SRT and VTT in the media store, made when they are not there yet."""
    pieces = pieces_of.open()
    return SubtitleFiles(
        article=captions.article,
        format=captions.format,
        language=captions.language,
        srt=pieces.put(to_srt(captions).encode(), ".srt", kind="subtitles"),
        vtt=pieces.put(to_vtt(captions).encode(), ".vtt", kind="subtitles"),
    )


def _visuals(fmt: Format) -> AssetsDefinition:
    preset = next(preset for preset in PRESETS.values() if preset.format == fmt.name)

    @article_asset(
        key=[fmt.name, "visuals"],
        deps=[AssetKey([fmt.name, "script"])],
        group_name=fmt.name,
        kinds=frozenset({"python", "pillow"}),
        description="A still and a camera move for every scene: the article's pictures and drawn cards.",
    )
    def visuals(
        context: AssetExecutionContext,
        article: Article,
        sites: SitesResource,
        store: StoreResource,
        media: MediaResource,
    ) -> MaterializeResult[Visuals]:
        pieces = media.open()
        script = approved_script(store.open(), context.partition_key, fmt.name)
        with clear_failure(context.partition_key):
            value = draw_visuals(script, article, sites.site(script.site), preset.width, preset.height, pieces)
        return MaterializeResult(
            value=value,
            data_version=data_version(digest(value)),
            metadata={
                "scenes": len(value.scenes),
                "drawn now": pieces.made,
                "drawn before": pieces.reused,
                **pictures_preview(((scene.scene, scene.still, "") for scene in value.scenes), pieces),
            },
        )

    return visuals


def _render(preset: Preset) -> AssetsDefinition:
    fmt = preset.format

    @article_asset(
        key=[preset.name, "render"],
        ins={
            "voiceover": AssetIn(key=[fmt, "voiceover"]),
            "captions": AssetIn(key=[fmt, "captions"]),
            "visuals": AssetIn(key=[fmt, "visuals"]),
        },
        group_name=preset.name,
        kinds=frozenset({"ffmpeg", preset.platform}),
        pool="render",
        check_specs=[film_spec(preset)],
        description=f"The finished {preset.title}: {preset.width}×{preset.height}, 30 frames a second, H.264 and AAC.",
    )
    def render(
        context: AssetExecutionContext,
        voiceover: Voiceover,
        captions: Captions,
        visuals: Visuals,
        sites: SitesResource,
        store: StoreResource,
        media: MediaResource,
    ) -> MaterializeResult[Render]:
        """Only scenes that changed are encoded again; a preset of the same size as another costs nothing."""
        pieces, opened = media.open(), store.open()
        version = approved_version(opened, context.partition_key, fmt)
        script = version.script
        with clear_failure(context.partition_key):
            site = sites.site(script.site)
            timeline = plan_timeline(script, voiceover, fps=FPS)
            music = site.films.music
            sound = mix(voiceover, timeline, music if isinstance(music, str) else "none", pieces)
            film = assemble(script, visuals, voiceover, timeline, captions, site, preset, pieces, sound)
            finished = render_film(film, pieces)
            opened.scripts.mark_produced(script.article, fmt, version.number)
            films = int(finished.units_made > 0)
            opened.usage.record("composition", films, site=site.id, article=script.article, run=context.run.run_id)
        context.log.info("%s units encoded, %s taken as they were", finished.units_made, finished.units_reused)
        value = Render(
            article=script.article,
            preset=preset.name,
            script_hash=script.content_hash,
            media=finished.media,
            subtitles=subtitle_files(captions, media).srt,
            language=script.language,
            units_made=finished.units_made,
            units_reused=finished.units_reused,
        )
        return MaterializeResult(
            value=value,
            data_version=data_version(finished.media.key),
            metadata={
                "seconds": MetadataValue.float(round(timeline.seconds, 2)),
                "file": MetadataValue.path(str(pieces.path(finished.media))),
                "megabytes": MetadataValue.float(round(finished.media.bytes / 1e6, 2)),
                "scenes encoded now": finished.units_made,
                "scenes reused": finished.units_reused,
                **(_work(finished.seconds, timeline.seconds) if finished.units_made else {}),
                **film_preview(finished.media, timeline.seconds, pieces),
            },
            check_results=[check_film(value, preset, timeline, pieces)],
        )

    return render


def _cover(preset: Preset) -> AssetsDefinition:
    @article_asset(
        key=[preset.name, "cover"],
        ins={"visuals": AssetIn(key=[preset.format, "visuals"])},
        group_name=preset.name,
        kinds=frozenset({"pillow", preset.platform}),
        description=f"The picture that stands for the {preset.title} before it is played.",
    )
    def cover(
        context: AssetExecutionContext,
        visuals: Visuals,
        article: Article,
        sites: SitesResource,
        store: StoreResource,
        media: MediaResource,
    ) -> MaterializeResult[Cover]:
        pieces, opened = media.open(), store.open()
        script = approved_script(opened, context.partition_key, preset.format)
        with clear_failure(context.partition_key):
            size = (preset.width, preset.height)
            drawn = draw_cover(article, script, visuals, sites.site(script.site), size, pieces)
            opened.usage.record("cover", pieces.made, site=script.site, article=article.key, run=context.run.run_id)
        value = Cover(article=article.key, preset=preset.name, media=drawn, alt=script.title)
        return MaterializeResult(
            value=value,
            data_version=data_version(drawn.key),
            metadata={
                "kilobytes": round(drawn.bytes / 1e3),
                **pictures_preview([("cover", drawn, script.title)], pieces),
            },
        )

    return cover


def _metadata(preset: Preset) -> AssetsDefinition:
    @article_asset(
        key=[preset.name, "metadata"],
        deps=[AssetKey([preset.format, "script"])],
        group_name=preset.name,
        kinds=frozenset({"python", preset.platform}),
        description=f"Title, description and tags that travel with the {preset.title}.",
    )
    def metadata(
        context: AssetExecutionContext,
        article: Article,
        brief: Brief,
        sites: SitesResource,
        store: StoreResource,
        writers: WritersResource,
    ) -> MaterializeResult[FilmMetadata]:
        script = approved_script(store.open(), context.partition_key, preset.format)
        with clear_failure(context.partition_key):
            site = sites.site(script.site)
            value = writers.open(site).metadata(article, brief, script, site, PLATFORMS[preset.platform])
        return MaterializeResult(
            value=value,
            data_version=data_version(digest(value)),
            metadata={
                "title": value.title,
                "tags": ", ".join(value.tags),
                "preview": MetadataValue.md(f"**{plain(value.title)}**\n\n{plain(value.description)}"),
            },
        )

    return metadata


def _left_out(fmt: Format, article: str, reason: str) -> AssetObservation:
    return AssetObservation(
        asset_key=AssetKey([fmt.name, "script"]), partition=article, metadata={"no film, because": reason}
    )


def _work(seconds: float, film: float) -> dict[str, MetadataValue]:
    """What encoding took; told only when there was any, so that a plot shows nothing else."""
    return {
        "work seconds": MetadataValue.float(round(seconds, 2)),
        "realtime factor": MetadataValue.float(round(seconds / film, 3)),
    }


def _script_preview(script: Script) -> str:
    rows = (
        (scene.id, scene.narration, scene.on_screen, scene.cue.kind, f"{scene.seconds:.1f}") for scene in script.scenes
    )
    return f"**{plain(script.title)}**\n\n{table(('scene', 'narration', 'on screen', 'cue', 's'), rows)}"


def _voiceover_preview(voiceover: Voiceover) -> str:
    return table(("scene", "spoken", "s"), ((line.scene, line.text, f"{line.seconds:.1f}") for line in voiceover.lines))


def _captions_preview(captions: Captions) -> str:
    return table(("s", "caption"), ((f"{cue.start:.2f}", " / ".join(cue.lines)) for cue in captions.cues))
