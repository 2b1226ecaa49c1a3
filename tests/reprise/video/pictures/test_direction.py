"""What is seen behind the scenes of a film."""

from __future__ import annotations

from itertools import pairwise

from reprise.articles.article import ArticleImage, Place
from reprise.video.pictures.direction import direct
from reprise.video.script import Cue, Scene


def image(name: str, before: int | None = None) -> ArticleImage:
    return ArticleImage(url=name, before=before)


def scene(number: int, kind: str = "step", picture: str | None = None, block: int | None = None) -> Scene:
    sources = () if block is None else (Place(block=block, start=0, end=5),)
    cue = Cue(kind=kind, text="Words", image=picture)
    return Scene(id=f"scene-{number}", section="point", narration="Words", cue=cue, seconds=4, sources=sources)


def test_without_pictures_neighbouring_cards_stand_on_different_tones() -> None:
    shots = direct([scene(n) for n in range(5)], [], [])
    assert [shot.ground for shot in shots] == ["tone"] * 5
    assert [shot.tone for shot in shots] == [0, 1, 2, 3, 4]


def test_named_pictures_are_shown_alone_and_not_twice_in_a_row() -> None:
    one, two = image("one"), image("two")
    shots = direct(
        [scene(0, "image", "one"), scene(1, "image", "one"), scene(2, "image", "one")], [one, two], [one, two]
    )
    assert [(shot.ground, shot.image.url if shot.image else None) for shot in shots] == [
        ("photo", "one"), ("photo", "two"), ("photo", "one"),
    ]  # fmt: skip
    assert [shot.use for shot in shots] == [0, 0, 1]


def test_the_film_opens_on_another_picture_than_its_second_scenes() -> None:
    one, two = image("one"), image("two", 4)
    shots = direct([scene(0, "title"), scene(1, "image", "one"), scene(2)], [one, two], [one, two])
    assert shots[0].ground == "clearing"
    assert shots[0].image == two


def test_a_picture_that_no_cue_names_stands_where_the_article_has_it() -> None:
    pictures = [image("one"), image("two"), image("far", 30), image("near", 8)]
    scenes = [
        scene(0, "title"),
        scene(1, "image", "one"),
        *(scene(n, block=3 * n) for n in range(2, 12)),
        scene(12, "cta"),
    ]
    shots = direct(scenes, pictures, pictures)
    for picture in pictures[2:]:
        shown = [n for n, shot in enumerate(shots) if shot.image == picture and shot.ground == "clearing"]
        assert min(abs(3 * n - (picture.before or 0)) for n in shown) <= 3


def test_no_picture_stands_beside_itself_and_every_further_use_is_another_view() -> None:
    pictures = [image("one"), image("two", 2)]
    scenes = [scene(0, "title"), scene(1, "image", "one"), *(scene(n, block=n) for n in range(2, 9)), scene(9, "cta")]
    shots = direct(scenes, pictures, pictures)
    for one, other in pairwise(shots):
        assert one.image is None or other.image is None or one.image != other.image
    uses = [(shot.image.url, shot.use) for shot in shots if shot.image]
    assert len(set(uses)) == len(uses) >= 4


def test_a_picture_stands_behind_the_words_that_it_suits() -> None:
    pictures = [image("one"), image("bread", 2)]
    scenes = [scene(0, "title"), scene(1, "image", "one"), *(scene(n, block=n) for n in range(2, 9))]
    shots = direct(scenes, pictures, pictures, lambda told, shown: float(told.id == "scene-7" and shown.url == "bread"))
    assert shots[7].ground == "clearing" and shots[7].image == pictures[1]


def test_a_picture_that_would_mislead_is_not_shown_again() -> None:
    one, two = image("one"), image("two")
    scenes = [scene(0, "image", "one"), scene(1, "image", "one"), scene(2, "image", "one")]
    shots = direct(scenes, [one, two], [one, two], lambda told, shown: -1.0 if shown is two else 1.0)
    assert [shot.ground for shot in shots] == ["photo", "tone", "photo"]


def test_nothing_stands_behind_charts_code_and_comparisons() -> None:
    pictures = [image("one"), image("two", 2), image("three", 4)]
    kinds = ("title", "image", "chart", "comparison", "map", "code", "clip", "animation")
    scenes = [scene(n, kind, "one" if kind == "image" else None, n) for n, kind in enumerate(kinds)]
    assert [shot.ground for shot in direct(scenes, pictures, pictures)[2:]] == ["tone"] * 6
