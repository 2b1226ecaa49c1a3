"""What a dialogue's scenes look like."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from reprise.articles.article import Article, ArticleImage
from reprise.briefs.extractive import write_brief
from reprise.errors import BadSettings
from reprise.graphics.glyphs import Box
from reprise.media import MediaStore
from reprise.sites import Site
from reprise.video.dialogue import write_dialogue
from reprise.video.dialogue.layout import places
from reprise.video.look.stage import Stage
from reprise.video.look.subtitles import captions_top
from reprise.video.pictures.drawing import draw_visuals
from reprise.video.pictures.visuals import Layer, SceneVisual, Visuals
from reprise.video.presets import FORMATS
from reprise.video.script import Script
from tests.builders import make_site
from tests.reprise.video.dialogue.material import cargo
from tests.reprise.video.scenes import photograph

SIZES = [(540, 960), (540, 540), (960, 540)]


def written(article: Article, site: Site) -> Script:
    return write_dialogue(article, write_brief(article), site, FORMATS["short"], words_per_minute=150)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that keeps what is drawn: figures are the same in most of these tests."""
    return tmp_path_factory.mktemp("dialogue")


def drawn(folder: Path, size: tuple[int, int] = SIZES[0], article: Article | None = None, **site: Any) -> Visuals:
    media, told = MediaStore(folder / "store"), article or cargo()
    home = make_site(**site).model_copy(update={"folder": folder})
    return draw_visuals(written(told, home), told, home, *size, media)


def box_of(layer: Layer) -> Box:
    return Box(layer.x, layer.y, layer.x + (layer.picture.width or 0), layer.y + (layer.picture.height or 0))


def parts(visual: SceneVisual, *names: str) -> list[Layer]:
    return [layer for layer in visual.layers if layer.part in names]


@pytest.mark.parametrize("size", SIZES)
def test_cards_stay_in_the_safe_area_and_above_the_captions(shared: Path, size: tuple[int, int]) -> None:
    visuals = drawn(shared, size)
    stage = Stage.of(make_site(), *size, MediaStore(shared / "store"))
    shadow = stage.px(64)
    for visual in visuals.scenes[:-1]:
        for layer in parts(visual, "", "title"):
            box = box_of(layer)
            assert box.left >= stage.safe.left - shadow and box.right <= stage.safe.right + shadow
            assert box.top >= stage.safe.top - shadow
            assert box.bottom <= captions_top(stage) + shadow


@pytest.mark.parametrize("size", SIZES)
def test_questioner_stands_left_explainer_right_and_the_speaker_is_larger(shared: Path, size: tuple[int, int]) -> None:
    visuals = drawn(shared, size)
    for number, visual in enumerate(visuals.scenes[:-1]):
        speaker = parts(visual, "figure")
        assert len(speaker) == 1
        middle = (box_of(speaker[0]).left + box_of(speaker[0]).right) / 2
        assert (middle < size[0] / 2) == (number % 2 == 0)
        tall = speaker[0].picture.height or 0
        assert all((layer.picture.height or 0) < tall for layer in parts(visual, "scenery"))


def test_nothing_hides_a_speakers_face(shared: Path) -> None:
    stage = Stage.of(make_site(), 540, 960, MediaStore(shared / "store"))
    for number, visual in enumerate(drawn(shared).scenes[:-1]):
        head = places(stage, "questioner" if number % 2 == 0 else "explainer").speaker.head
        for layer in parts(visual, "", "title"):
            box = box_of(layer)
            assert not (box.left < head[0] < box.right and box.top < head[1] < box.bottom)


def test_who_talks_has_open_mouths_lids_and_a_second_pose(shared: Path) -> None:
    visual = drawn(shared).scenes[1]
    names = [layer.part for layer in visual.layers]
    figure, gesture = names.index("figure"), names.index("gesture")
    assert names[figure : figure + 5] == ["figure", "mouth", "mouth", "mouth", "blink"]
    assert names[gesture + 1 : gesture + 4] == ["mouth"] * 3
    assert names.index("scenery") < figure < gesture
    assert names.index("") > gesture  # cards lie over figures


def test_the_camera_travels_sideways_only_so_that_the_desk_stands_still(shared: Path) -> None:
    for size in SIZES:
        for visual in drawn(shared, size).scenes:
            assert visual.start.y == visual.end.y == 0.5
            assert visual.start.scale == visual.end.scale == 1.0
            assert visual.start.x != visual.end.x


def test_each_speaker_has_a_ground_of_their_own(shared: Path) -> None:
    visuals = drawn(shared)
    media = MediaStore(shared / "store")
    first, second, third = (
        np.asarray(Image.open(media.path(visual.still)))[20, 20].astype(int) for visual in visuals.scenes[:3]
    )
    assert np.abs(first - second).sum() > 30
    assert np.abs(first - third).sum() < 6


def test_what_stands_in_a_bubble_needs_no_captions(shared: Path) -> None:
    article = cargo()
    script = written(article, make_site())
    for scene, visual in zip(script.scenes[:-1], drawn(shared).scenes, strict=False):
        assert visual.captions == (scene.cue.text != scene.narration)


def test_the_title_of_the_first_scene_fades_in_by_itself(shared: Path) -> None:
    visuals = drawn(shared)
    assert len(parts(visuals.scenes[0], "title")) == 1
    assert not any(parts(visual, "title") for visual in visuals.scenes[1:])
    assert "Why families ride cargo bikes" in visuals.scenes[0].alt


def test_the_articles_picture_is_shown_on_the_card(shared: Path) -> None:
    media = MediaStore(shared / "store")
    picture = media.put_file(photograph(shared / "box.jpg", 3), kind="picture", width=1600, height=1200)
    image = ArticleImage(url="https://example.org/box.jpg", before=4, media=picture)
    with_picture = drawn(shared, article=cargo(images=(image,)))
    script = written(cargo(images=(image,)), make_site())
    number = next(n for n, scene in enumerate(script.scenes) if scene.cue.image)
    (card,) = parts(with_picture.scenes[number], "")
    pixels = np.asarray(Image.open(media.path(card.picture)).convert("RGB"))
    assert pixels[40:-40, 40:-40].std() > 20


def test_drawing_again_makes_nothing_and_a_new_name_only_what_shows_it(tmp_path: Path) -> None:
    article, site = cargo(), make_site()
    script = written(article, site)
    first = draw_visuals(script, article, site, 540, 960, MediaStore(tmp_path / "store"))
    again = MediaStore(tmp_path / "store")
    assert draw_visuals(script, article, site, 540, 960, again) == first
    assert again.made == 0


def own(path: Path, colour: tuple[int, int, int]) -> None:
    image = Image.new("RGBA", (500, 700), (0, 0, 0, 0))
    ImageDraw.Draw(image).rounded_rectangle((100, 50, 400, 699), 60, fill=(*colour, 255))
    image.save(path)


def test_own_pose_pictures_take_the_drawn_figures_place(shared: Path) -> None:
    own(shared / "ask.png", (200, 20, 20))
    visuals = drawn(shared, films={"characters": {"questioner": {"poses": {"asking": "ask.png"}}}})
    visual = visuals.scenes[0]
    (figure,) = parts(visual, "figure")
    pixels = np.asarray(Image.open(shared / "store" / figure.picture.key))
    assert tuple(pixels[-10, pixels.shape[1] // 2]) == (200, 20, 20, 255)
    assert not parts(visual, "mouth", "gesture")  # a drawn pose does not follow a picture


def test_own_pictures_of_two_poses_follow_each_other(shared: Path) -> None:
    own(shared / "ask.png", (200, 20, 20))
    own(shared / "stand.png", (20, 200, 20))
    poses = {"asking": "ask.png", "standing": "stand.png"}
    visuals = drawn(shared, films={"characters": {"questioner": {"poses": poses}}})
    assert len(parts(visuals.scenes[0], "gesture")) == 1


@pytest.mark.parametrize("content", [b"nothing of a picture", None])
def test_a_pose_that_cannot_be_used_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content:
        (tmp_path / "ask.png").write_bytes(content)
    with pytest.raises(BadSettings, match=r"ask\.png") as caught:
        drawn(tmp_path, films={"characters": {"questioner": {"poses": {"asking": "ask.png"}}}})
    assert "films.characters.questioner.poses.asking" in str(caught.value)


@pytest.mark.parametrize("size", SIZES)
def test_the_takeaway_shows_both_and_the_sites_name(shared: Path, size: tuple[int, int]) -> None:
    visual = drawn(shared, size).scenes[-1]
    assert visual.kind == "takeaway"
    assert not visual.captions
    assert "The Demo" in visual.alt
    figures = [layer for layer in parts(visual, "scenery") if (layer.picture.height or 0) > size[1] / 5]
    assert len(figures) == 2
    stage = Stage.of(make_site(), *size, MediaStore(shared / "store"))
    for layer in parts(visual, ""):
        assert box_of(layer).bottom <= stage.safe.bottom + stage.px(64)


@pytest.mark.parametrize("context", ["motivation", "finance", "tech", "educational"])
def test_every_context_has_a_backdrop_of_its_own(shared: Path, context: str) -> None:
    stills = {drawn(shared, films={"context": name}).scenes[0].still.key for name in (context, "tech", "finance")}
    assert len(stills) == (2 if context in ("tech", "finance") else 3)


def test_right_to_left_words_stand_inside_their_card(shared: Path) -> None:
    article, site = cargo(), make_site()
    script = written(article, site)
    text = "الدراجة تحمل مئتي كيلوغرام في صندوقها"
    scene = script.scenes[1]
    cue = scene.cue.model_copy(update={"text": text})
    changed = script.model_copy(
        update={"scenes": (script.scenes[0], scene.model_copy(update={"narration": text, "cue": cue}))}
    )
    visual = draw_visuals(changed, article, site, 540, 960, MediaStore(shared / "store")).scenes[1]
    paper, *lines = (box_of(layer) for layer in parts(visual, ""))
    assert lines
    assert all(paper.left < line.left and line.right < paper.right for line in lines)
