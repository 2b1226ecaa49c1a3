"""The family of one preset: pictures of its shape, the finished film, its cover and its words."""

from collections.abc import Iterator

from dagster import (
    AssetCheckResult,
    AssetExecutionContext,
    AssetIn,
    AssetKey,
    AssetObservation,
    AssetsDefinition,
    MaterializeResult,
    MetadataValue,
    ResourceParam,
)

from assets_pipeline.approved import approved_script, approved_version, left_out, not_made
from assets_pipeline.checks import check_film, film_specs, unchecked_film
from assets_pipeline.common import article_asset, clear_failure, data_version
from assets_pipeline.formats import subtitle_files
from assets_pipeline.previews import film_preview, outside_metadata, pictures_preview, plain
from assets_pipeline.trails import purpose, trail_metadata
from io_managers.documents import DocumentFiles
from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.digest import digest
from reprise.social.rules import PLATFORMS
from reprise.video.assembly import assemble
from reprise.video.captions import Captions, write_captions
from reprise.video.checking.planned import Plan
from reprise.video.cover import CoverGround, draw_covers
from reprise.video.look.bumpers import bumper_sound
from reprise.video.metadata import FilmMetadata
from reprise.video.pictures.drawing import draw_visuals
from reprise.video.pictures.visuals import Visuals
from reprise.video.pictures.wishes import cover_wish, wishes
from reprise.video.presets import Preset, master_of, presets_of, visuals_of
from reprise.video.products import Cover, Render
from reprise.video.render.progress import EveryTenth
from reprise.video.render.renderer import Rendered
from reprise.video.sound.mix import mix
from reprise.video.sound.tracks import track_of
from reprise.video.timeline import film_timeline
from reprise.video.variants import pictured, variants
from reprise.video.voice.voiceover import Voiceover
from resources.configured import (
    MediaResource,
    ModelsResource,
    PicturesResource,
    RendererResource,
    SitesResource,
    StoreResource,
    WritersResource,
)


def build_preset(preset: Preset) -> list[AssetsDefinition]:
    """The finished film of one preset with its cover and its words; and pictures, where no other preset brings them."""
    own = preset == master_of(preset.format) or visuals_of(preset) != preset.format
    return [*([_visuals(preset)] if own else []), _render(preset), _cover(preset), _metadata(preset)]


def _visuals(preset: Preset) -> AssetsDefinition:
    """The pictures of a preset, which all presets of its format and shape share."""
    fmt, owner = preset.format, visuals_of(preset)
    sharing = [each for each in presets_of(fmt) if visuals_of(each) == owner]

    @article_asset(
        key=[owner, "visuals"],
        deps=[AssetKey([fmt, "script"])],
        group_name=owner,
        output_required=False,
        kinds=frozenset({"python", "pillow"}),
        description="A still and a camera move for every scene: the article's pictures and drawn cards.",
    )
    def visuals(
        context: AssetExecutionContext,
        article: Article,
        sites: SitesResource,
        store: StoreResource,
        media: MediaResource,
        models: ModelsResource,
        pictures: PicturesResource,
    ) -> Iterator[MaterializeResult[Visuals] | AssetObservation]:
        """Pictures from outside are bought here: the script is approved."""
        pieces, opened = media.open(), store.open()
        if reason := not_made(sharing, sites, opened, article.key):
            yield left_out(context.asset_key, article.key, reason)
            return
        script = approved_script(opened, article.key, fmt)
        with clear_failure(context.partition_key):
            site, size = sites.site(script.site), (preset.width, preset.height)
            asked = models.open(site, purpose(context, site.id))
            chosen = pictures.open(site, asked).choose(wishes(script, article, site, *size))
            value = pictured(script, site, lambda each: draw_visuals(each, article, site, *size, pieces, chosen))
        yield MaterializeResult(
            value=value,
            data_version=data_version(digest(value)),
            metadata={
                "scenes": len(value.scenes),
                "drawn now": pieces.made,
                "drawn before": pieces.reused,
                **outside_metadata(value),
                **trail_metadata(asked.trail),
                **pictures_preview(((scene.scene, scene.still, scene.credit or "") for scene in value.scenes), pieces),
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
            "visuals": AssetIn(key=[visuals_of(preset), "visuals"]),
        },
        group_name=preset.name,
        output_required=False,
        kinds=frozenset({"ffmpeg", preset.platform}),
        pool="render",
        check_specs=film_specs(preset),
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
        renderer: RendererResource,
        documents: ResourceParam[DocumentFiles],
    ) -> Iterator[MaterializeResult[Render] | AssetObservation | AssetCheckResult]:
        """Only scenes that changed are encoded again; a preset of the same size as another costs nothing."""
        pieces, opened = media.open(), store.open()
        if reason := not_made([preset], sites, opened, context.partition_key):
            yield left_out(context.asset_key, context.partition_key, reason)
            yield from unchecked_film(preset, reason)
            return
        version = approved_version(opened, context.partition_key, fmt)
        with clear_failure(context.partition_key):
            site = sites.site(version.site)
            script = variants(version.script, site).get(preset.name, version.script)
            voiceover, visuals = voiceover.of_preset(preset.name), visuals.of_preset(preset.name)
            timeline = film_timeline(script, voiceover, site)
            captions = captions if script == version.script else write_captions(voiceover, timeline)
            intro, outro = bumper_sound(site, "intro"), bumper_sound(site, "outro")
            track = track_of(site, script)
            sound = mix(voiceover, timeline, track, pieces, intro=intro, outro=outro)
            film = assemble(script, visuals, voiceover, timeline, captions, site, preset, pieces, sound)
            finished = renderer.render(film, pieces, EveryTenth(context.log.info))
            plan = Plan(timeline, film, captions, voiceover, music=track is not None)
            opened.scripts.mark_produced(script.article, fmt, version.number)
            films = int(finished.units_made > 0)
            opened.usage.record("composition", films, site=site.id, article=script.article, run=context.run.run_id)
        context.log.info("%s units encoded, %s taken as they were", finished.units_made, finished.units_reused)
        before = documents.earlier(Render, [preset.name, "render"], context.partition_key)
        value = Render(
            article=script.article,
            preset=preset.name,
            script_hash=version.script.content_hash,
            media=finished.media,
            subtitles=subtitle_files(captions, pieces).srt,
            language=script.language,
            units_made=finished.units_made,
            units_reused=finished.units_reused,
            work_seconds=_worked(before, finished),
            music=f"{track.title}: {track.licence}" if track else None,
        )
        yield MaterializeResult(
            value=value,
            data_version=data_version(finished.media.key),
            metadata={
                "seconds": MetadataValue.float(round(timeline.seconds, 2)),
                "file": MetadataValue.path(str(pieces.path(finished.media))),
                "megabytes": MetadataValue.float(round(finished.media.bytes / 1e6, 2)),
                "units encoded now": finished.units_made,
                "units reused": finished.units_reused,
                "encoder": finished.encoder,
                "music": value.music or "none",
                **(_work(finished.seconds, timeline.seconds) if finished.units_made else {}),
                **film_preview(finished.media, timeline.seconds, pieces),
            },
            check_results=check_film(value, preset, plan, pieces),
        )

    return render


def _cover(preset: Preset) -> AssetsDefinition:
    @article_asset(
        key=[preset.name, "cover"],
        ins={"visuals": AssetIn(key=[visuals_of(preset), "visuals"])},
        group_name=preset.name,
        output_required=False,
        kinds=frozenset({"pillow", preset.platform}),
        description=f"The picture that stands for the {preset.title} before it is played: the best of several.",
    )
    def cover(
        context: AssetExecutionContext,
        visuals: Visuals,
        article: Article,
        brief: Brief,
        sites: SitesResource,
        store: StoreResource,
        media: MediaResource,
        models: ModelsResource,
        writers: WritersResource,
        pictures: PicturesResource,
    ) -> Iterator[MaterializeResult[Cover] | AssetObservation]:
        pieces, opened = media.open(), store.open()
        if reason := not_made([preset], sites, opened, context.partition_key):
            yield left_out(context.asset_key, context.partition_key, reason)
            return
        script = approved_script(opened, context.partition_key, preset.format)
        with clear_failure(context.partition_key):
            site, size = sites.site(script.site), (preset.width, preset.height)
            asked = models.open(site, purpose(context, site.id))
            ground = None
            if site.models.generated_covers:
                idea = writers.open(asked).thumbnail(article, brief, script, site)
                found = pictures.open(site, asked).ground(cover_wish(article, script, site, *size, idea=idea.prompt))
                ground = CoverGround(found, idea.words) if found else None
            drawn = draw_covers(article, script, visuals, site, size, pieces, ground)
            opened.usage.record(
                "cover", int(pieces.made > 0), site=script.site, article=article.key, run=context.run.run_id
            )
        best = drawn[0]
        value = Cover(article=article.key, preset=preset.name, media=best.media, alt=best.text, candidates=drawn)
        yield MaterializeResult(
            value=value,
            data_version=data_version(best.media.key),
            metadata={
                "kilobytes": round(best.media.bytes / 1e3),
                "score": MetadataValue.float(round(best.score.total, 3)),
                **({"picture": best.credit} if best.credit else {}),
                **trail_metadata(asked.trail),
                **pictures_preview(((f"{each.score.total:.2f}", each.media, each.text) for each in drawn), pieces),
            },
        )

    return cover


def _metadata(preset: Preset) -> AssetsDefinition:
    @article_asset(
        key=[preset.name, "metadata"],
        ins={
            "voiceover": AssetIn(key=[preset.format, "voiceover"]),
            "visuals": AssetIn(key=[visuals_of(preset), "visuals"]),
        },
        group_name=preset.name,
        output_required=False,
        kinds=frozenset({"python", preset.platform}),
        description=f"Title, description and tags that travel with the {preset.title}.",
    )
    def metadata(
        context: AssetExecutionContext,
        article: Article,
        brief: Brief,
        voiceover: Voiceover,
        visuals: Visuals,
        sites: SitesResource,
        store: StoreResource,
        models: ModelsResource,
        writers: WritersResource,
    ) -> Iterator[MaterializeResult[FilmMetadata] | AssetObservation]:
        """Chapters go by the film's own times, so they come after the voice."""
        opened = store.open()
        if reason := not_made([preset], sites, opened, context.partition_key):
            yield left_out(context.asset_key, context.partition_key, reason)
            return
        script = approved_script(opened, context.partition_key, preset.format)
        with clear_failure(context.partition_key):
            site = sites.site(script.site)
            script = variants(script, site).get(preset.name, script)
            timeline = film_timeline(script, voiceover.of_preset(preset.name), site)
            track = track_of(site, script)
            credits_ = list(visuals.credits(script.language))
            credits_ += [track.attribution] if track and track.attribution else []
            rules = PLATFORMS[preset.platform]
            asked = models.open(site, purpose(context, site.id))
            value = writers.open(asked).metadata(
                article, brief, script, site, rules, timeline=timeline, credits=credits_
            )
        yield MaterializeResult(
            value=value,
            data_version=data_version(digest(value)),
            metadata={
                "title": value.title,
                "tags": ", ".join(value.tags),
                "preview": MetadataValue.md(f"**{plain(value.title)}**\n\n{plain(value.description)}"),
                **trail_metadata(asked.trail),
            },
        )

    return metadata


def _worked(before: Render | None, finished: Rendered) -> float:
    """What encoding this film took when it was made; one that is found again keeps what is known of it."""
    if before is not None and before.media == finished.media and not finished.units_made:
        return before.work_seconds
    return round(finished.seconds, 2)


def _work(seconds: float, film: float) -> dict[str, MetadataValue]:
    """What encoding took; told only when there was any, so that a plot shows nothing else."""
    return {
        "work seconds": MetadataValue.float(round(seconds, 2)),
        "realtime factor": MetadataValue.float(round(seconds / film, 3)),
    }
