"""What scenes look like."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reprise.articles.article import ArticleImage
from reprise.errors import BadInput
from reprise.media import MediaStore
from reprise.video.cover import CoverGround, draw_covers
from reprise.video.film import Motion, View
from reprise.video.look.moves import card_move, photo_move
from reprise.video.pictures.chosen import ChosenPicture, ChosenPictures, PictureKind
from reprise.video.pictures.drawing import draw_visuals
from reprise.video.pictures.visuals import Camera, Visuals
from reprise.video.render.motion import window_of
from reprise.video.script import Cue
from tests.reprise.video.scenes import Parts, make_parts

ONE, TWO = (Cue(kind="image", image=f"https://example.org/{name}.jpg") for name in ("one", "two"))
QUOTE = Cue(kind="quote", text="Bread takes the time that it takes.", label="The baker")


def drawn(parts: Parts, size: tuple[int, int] = (1080, 1920)) -> Visuals:
    return draw_visuals(parts.script, parts.article, parts.site, *size, parts.media)


def test_pictures_and_cards_follow_the_cues(tmp_path: Path) -> None:
    visuals = drawn(make_parts(tmp_path, ONE, QUOTE, TWO))
    assert [(visual.ground, visual.kind) for visual in visuals.scenes] == [
        ("photo", "image"),
        ("card", "quote"),
        ("photo", "image"),
    ]
    assert visuals.scenes[0].alt == "Picture one"
    assert [visual.scene for visual in visuals.scenes] == ["scene-0", "scene-1", "scene-2"]


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (1080, 1080)])
def test_stills_have_a_pixel_for_every_pixel_of_the_closest_view(tmp_path: Path, size: tuple[int, int]) -> None:
    parts = make_parts(tmp_path, ONE, QUOTE)
    for visual in drawn(parts, size).scenes:
        with Image.open(parts.media.path(visual.still)) as still:
            for camera in (visual.start, visual.end):
                view = View(camera.x, camera.y, camera.scale)
                assert window_of(view, still.size, size[0] / size[1]).width >= size[0] * 1.1


def test_no_picture_comes_twice_in_a_row(tmp_path: Path) -> None:
    parts = make_parts(tmp_path, ONE, ONE, ONE)
    first, second, third = drawn(parts).scenes
    assert first.alt == third.alt == "Picture one"
    assert second.alt == "Picture two"


def test_with_one_picture_only_a_card_comes_between(tmp_path: Path) -> None:
    parts = make_parts(tmp_path, ONE, ONE)
    article = parts.article.model_copy(update={"images": parts.article.images[:1]})
    visuals = draw_visuals(parts.script, article, parts.site, 1080, 1920, parts.media)
    assert [visual.ground for visual in visuals.scenes] == ["photo", "card"]


def test_a_missing_or_broken_picture_becomes_a_card_with_the_scenes_words(tmp_path: Path) -> None:
    parts = make_parts(tmp_path, ONE, TWO)
    broken = parts.media.put(b"no picture", ".jpg", kind="picture")
    images = (
        ArticleImage(url=str(ONE.image), problem="404"),
        ArticleImage(url=str(TWO.image), media=broken),
    )
    article = parts.article.model_copy(update={"images": images})
    visuals = draw_visuals(parts.script, article, parts.site, 1080, 1920, parts.media)
    assert [visual.ground for visual in visuals.scenes] == ["card", "card"]
    assert visuals.scenes[0].alt == "A few words"


def test_a_small_picture_is_shown_whole(tmp_path: Path) -> None:
    parts = make_parts(tmp_path, ONE)
    with Image.open(parts.media.path(parts.article.images[0].media or "")) as image:
        image.resize((400, 300)).save(tmp_path / "small.jpg")
    small = ArticleImage(url=str(ONE.image), media=parts.media.put_file(tmp_path / "small.jpg", kind="picture"))
    article = parts.article.model_copy(update={"images": (small,)})
    visual = draw_visuals(parts.script, article, parts.site, 1080, 1920, parts.media).scenes[0]
    assert visual.ground == "photo"
    assert (visual.start, visual.end) == card_move(0, 0.96)


def test_a_scene_without_any_words_is_named(tmp_path: Path) -> None:
    parts = make_parts(tmp_path, Cue(kind="quote"))
    with pytest.raises(BadInput, match=r"demo-a-title.*scene-0"):
        drawn(parts)


def test_drawing_again_makes_nothing(tmp_path: Path) -> None:
    parts = make_parts(tmp_path, ONE, QUOTE)
    first = drawn(parts)
    again = MediaStore(parts.media.root)
    assert draw_visuals(parts.script, parts.article, parts.site, 1080, 1920, again) == first
    assert again.made == 0


def test_neighbouring_photographs_are_not_filmed_the_same_way() -> None:
    moves = [photo_move(n, (0.3, 0.5), (2000, 2444), 9 / 16) for n in range(6)]
    assert all(one != other for one, other in pairwise(moves))


@pytest.mark.parametrize("focal", [(0.1, 0.2), (0.5, 0.5), (0.9, 0.7)])
@pytest.mark.parametrize("size", [(1900, 2444), (2444, 1500), (1375, 2444)])
def test_a_move_is_seen_and_not_hurried_and_keeps_what_matters_in_view(
    focal: tuple[float, float], size: tuple[int, int]
) -> None:
    aspect = 9 / 16 if size[1] > size[0] else 16 / 9
    for number in range(4):
        start, end = photo_move(number, focal, size, aspect)
        windows = [window_of(View(c.x, c.y, c.scale), size, aspect) for c in (start, end)]
        first, last = windows
        moved = max(
            abs(first.left - last.left) / first.width,
            abs(first.top - last.top) / first.height,
            abs(first.left + first.width - last.left - last.width) / first.width,
        )
        assert moved > 0.02
        assert moved < 0.45
        near = min(windows, key=lambda window: window.width)
        assert near.left - 1 <= focal[0] * size[0] <= near.left + near.width + 1
        assert near.top - 1 <= focal[1] * size[1] <= near.top + near.height + 1


def test_words_of_a_card_never_leave_the_frame() -> None:
    """The closest view of a card is the card itself; its safe area lies inside the film's."""
    for number in (0, 1):
        start, end = card_move(number, 0.96)
        assert sorted([start.scale, end.scale]) == [0.96, 1.0]
        assert Camera(scale=start.scale) == start and Camera(scale=end.scale) == end
    assert Motion().start == View()


@pytest.mark.parametrize("size", [(1080, 1920), (1280, 720), (1080, 1080)])
@pytest.mark.parametrize("cue", [ONE, QUOTE])
def test_covers_are_jpegs_that_every_platform_takes(tmp_path: Path, size: tuple[int, int], cue: Cue) -> None:
    parts = make_parts(tmp_path, cue)
    covers = draw_covers(parts.article, parts.script, drawn(parts), parts.site, size, parts.media)
    for cover in (each.media for each in covers):
        assert cover.mime == "image/jpeg"
        assert cover.bytes <= 2_000_000
        assert (cover.width, cover.height) == size
        with Image.open(parts.media.path(cover)) as image:
            assert image.size == size and image.mode == "RGB"


def test_two_cards_of_a_kind_in_a_row_stand_on_different_grounds(tmp_path: Path) -> None:
    parts = make_parts(tmp_path, QUOTE, QUOTE)
    small = []
    for visual in drawn(parts).scenes:
        with Image.open(parts.media.path(visual.still)) as still:
            small.append(np.asarray(still.convert("RGB").resize((32, 32)), dtype=float))
    assert np.abs(small[0] - small[1]).mean() > 8


def outside(parts: Parts, scene: str, kind: PictureKind, name: str = "one") -> ChosenPicture:
    """A picture of the article's, as if it had come from a library."""
    image = next(image for image in parts.article.images if image.url.endswith(f"/{name}.jpg"))
    assert image.media is not None
    return ChosenPicture(
        scene=scene, media=image.media, kind=kind, identity=f"pexels {name}", provider="pexels", service="Pexels",
        alt="A door", author="Jane Doe", source="https://www.pexels.com/photo/1/", licence="Pexels License",
    )  # fmt: skip


def drawn_with(parts: Parts, *pictures: ChosenPicture, size: tuple[int, int] = (1080, 1920)) -> Visuals:
    article = parts.article.model_copy(update={"images": ()})
    chosen = ChosenPictures(pictures=pictures, notes=("scene-9: no picture from outside.",))
    return draw_visuals(parts.script, article, parts.site, *size, parts.media, chosen)


TITLE = Cue(kind="title", text="The door opens early")


def test_a_picture_from_outside_stands_below_the_opening_and_fills_a_points_frame(tmp_path: Path) -> None:
    parts = make_parts(tmp_path, TITLE, QUOTE, TITLE)
    visuals = drawn_with(parts, outside(parts, "scene-0", "photo"), outside(parts, "scene-2", "generated", "two"))
    opening, quote, point = visuals.scenes
    assert (opening.ground, opening.credit) == ("card", "Photo: Jane Doe / Pexels")
    assert opening.layers
    assert (point.ground, point.credit) == ("photo", "Picture made with AI")
    assert quote.credit is None
    assert opening.still != drawn_with(parts).scenes[0].still
    assert [picture.scene for picture in visuals.outside] == ["scene-0", "scene-2"]
    assert visuals.notes == ("scene-9: no picture from outside.",)


def test_what_was_not_chosen_is_drawn_as_it_always_was(tmp_path: Path) -> None:
    parts = make_parts(tmp_path, TITLE, QUOTE, TITLE)
    with_one, without = drawn_with(parts, outside(parts, "scene-2", "photo")), drawn_with(parts)
    assert with_one.scenes[:2] == without.scenes[:2]
    assert with_one.scenes[2] != without.scenes[2]


def test_whose_pictures_are_from_outside_is_said_with_their_pages(tmp_path: Path) -> None:
    parts = make_parts(tmp_path, TITLE, QUOTE, TITLE)
    visuals = drawn_with(parts, outside(parts, "scene-0", "photo"), outside(parts, "scene-2", "generated", "two"))
    assert visuals.credits("en") == (
        "Photo: Jane Doe / Pexels – https://www.pexels.com/photo/1/",
        "Picture made with AI (Pexels)",
    )
    assert visuals.credits("de-AT")[0].startswith("Foto: Jane Doe / Pexels")
    assert visuals.of_preset("unknown").credits("en") == visuals.credits("en")


def test_a_cover_stands_on_the_films_pictures_and_on_what_was_drawn_for_it(tmp_path: Path) -> None:
    parts = make_parts(tmp_path, TITLE, QUOTE, TITLE)
    visuals = drawn_with(parts, outside(parts, "scene-2", "photo"))
    article = parts.article.model_copy(update={"images": ()})
    ground = CoverGround(outside(parts, "cover", "generated", "two"), "Early bread")
    plain = draw_covers(article, parts.script, visuals, parts.site, (1080, 1920), parts.media)
    more = draw_covers(article, parts.script, visuals, parts.site, (1080, 1920), parts.media, ground)
    assert {cover.media.key for cover in plain} < {cover.media.key for cover in more}
    drawn_for_it = [cover for cover in more if cover.credit]
    assert {cover.ground for cover in drawn_for_it} == {ground.picture.media}  # named, so that it is not cleaned away
    assert {cover.text for cover in drawn_for_it} == {"Early bread", parts.script.title}
    assert all(cover.credit.startswith("Picture made with AI") for cover in drawn_for_it)
    assert [cover.score.total for cover in more] == sorted((cover.score.total for cover in more), reverse=True)
