"""Scripts after a rejection, and single scenes told anew."""

from __future__ import annotations

import pytest

from reprise.articles.article import Article
from reprise.briefs.extractive import write_brief
from reprise.errors import BadInput, NotFound
from reprise.sites import Site
from reprise.video.presets import FORMATS
from reprise.video.script import Cue, Scene, Script
from reprise.video.writing.attempts import Attempt
from reprise.video.writing.notes import read_note
from reprise.video.writing.scene import rewrite_scene
from reprise.video.writing.writer import write_script
from tests.builders import make_article, make_site, picture
from tests.reprise.briefs.material import harbour
from tests.reprise.video.long_material import allotments, bicycles


def script(article: Article, *earlier: Attempt, fmt: str = "short", site: Site | None = None) -> Script:
    rate = 150 if fmt == "short" else 105
    return write_script(
        article, write_brief(article), site or make_site(), FORMATS[fmt], words_per_minute=rate, earlier=earlier
    )


def refused(found: Script, notes: str, number: int = 1) -> Attempt:
    return Attempt(number=number, script=found, state="rejected", notes=notes)


def said(found: Script) -> list[str]:
    return [scene.narration for scene in found.scenes]


def with_scene(found: Script, scene: Scene) -> Script:
    scenes = tuple(scene if each.id == scene.id else each for each in found.scenes)
    return found.model_copy(update={"scenes": scenes})


# ── notes ──


@pytest.mark.parametrize(
    ("language", "notes", "told"),
    [
        ("en", "Please make it shorter.", "shorter"),
        ("en", "Far too long", "shorter"),
        ("en", "A bit longer, and another hook", "longer; another hook"),
        ("en", "Without the first scene.", "another hook"),
        ("en", "not the last scene", "without cta"),
        ("en", "Drop scene 3", "without point-1"),
        ("en", "without the intro", "without intro"),
        ("en", "point-2 says nothing", "without point-2"),
        ("en", 'Not "cheap" and never say the word “easy”', "never saying cheap, easy"),
        ("en", "other examples please", "other points"),
        ("en", "It leaves me cold.", ""),
        ("en", "That is not bad", ""),
        ("de", "Kürzer, und ein anderer Einstieg!", "shorter; another hook"),
        ("de", "ohne die zweite Szene", "without intro"),
        ("de", "nicht das Wort „billig“", "never saying billig"),
        ("fr", "trop long, sans la dernière scène", "shorter; without cta"),
        ("es", "más corto y otro comienzo", "shorter; another hook"),
        ("ru", "короче, без первой сцены", "shorter; another hook"),
        ("el", "χωρίς τη δεύτερη σκηνή", "without intro"),
        ("ja", "shorter, not 「安い」", "shorter; never saying 安い"),
        ("la", "brevior", ""),
    ],
)
def test_notes_are_understood_by_rule(language: str, notes: str, told: str) -> None:
    scenes = tuple(
        Scene(id=name, section=section, narration="Words.", cue=Cue(kind="quote"), seconds=2)  # type: ignore[arg-type]
        for name, section in (
            *(("hook", "hook"), ("intro", "intro")),
            *((f"point-{number}", "point") for number in (1, 2, 3)),
            ("cta", "cta"),
        )
    )
    found = Script(
        article="demo-a", article_hash="1", site="demo", format="short", title="T", language=language,
        target_seconds=30, scenes=scenes, writer="test",
    )  # fmt: skip
    assert str(read_note(notes, found)) == told


# ── the whole script ──


def test_a_script_that_was_turned_down_does_not_come_again() -> None:
    article, earlier = harbour(), list[Attempt]()
    for number in range(1, 5):
        found = script(article, *earlier)
        assert found.content_hash not in {attempt.script.content_hash for attempt in earlier}
        assert script(article, *earlier) == found
        earlier.append(refused(found, "It leaves me cold.", number))


def test_a_note_that_no_rule_understands_gives_another_hook_and_other_points() -> None:
    article = allotments()
    first = script(article)
    second = script(article, refused(first, "It leaves me cold."))
    assert said(second)[0] != said(first)[0]
    told = [set(said(found)[2:-1]) for found in (first, second)]
    assert len(told[1] - told[0]) >= 2


def test_what_was_not_turned_down_changes_nothing() -> None:
    article = harbour()
    found = script(article)
    for state in ("waiting", "approved", "superseded"):
        assert script(article, Attempt(number=1, script=found, state=state, notes="shorter")) == found  # type: ignore[arg-type]


def test_shorter_and_longer_change_the_length_and_add_up() -> None:
    article = allotments()
    first = script(article)
    second = script(article, refused(first, "shorter"))
    assert second.target_seconds == pytest.approx(0.85 * first.target_seconds, abs=0.1)
    assert second.seconds < first.seconds - 3
    third = script(article, refused(first, "shorter"), refused(second, "longer", 2))
    assert third.target_seconds == first.target_seconds


def test_another_hook_leaves_the_points() -> None:
    article = allotments()
    first = script(article)
    second = script(article, refused(first, "Another hook, please."))
    assert said(second)[0] != said(first)[0]
    assert len(set(said(first)[1:]) & set(said(second)[1:])) >= len(first.scenes) - 3


def test_scenes_that_were_named_are_left_out() -> None:
    article = allotments()
    first = script(article)
    second = script(article, refused(first, "point-2 is dull, without the intro"))
    scenes = {scene.id: scene.narration for scene in first.scenes}
    assert scenes["point-2"] not in said(second)
    assert scenes["intro"] not in said(second)
    assert said(second)[0] == said(first)[0]


def test_words_that_were_forbidden_are_not_said() -> None:
    article = allotments()
    first = script(article)
    assert any("thermometer" in narration for narration in said(first))
    second = script(article, refused(first, 'not "thermometer", not "story"'))
    assert not any("thermometer" in narration.casefold() for narration in said(second))
    assert "story" not in said(second)[-1]


def test_notes_hold_for_a_long_film_too() -> None:
    article = allotments()
    first = script(article, fmt="long")
    named = next(scene for scene in first.scenes if scene.id.startswith("part-"))
    second = script(article, refused(first, f'without {named.id}, not "bean"'), fmt="long")
    assert named.narration not in said(second)
    assert not any("bean" in narration.casefold().split() for narration in said(second))
    assert second.content_hash != first.content_hash


def test_an_article_that_gives_nothing_else_says_so() -> None:
    article = make_article(
        "Ferries go electric",
        "Northport replaced its harbour ferries with electric boats last spring after a long trial on the river.",
        "Electric ferries cut the fuel bill of the harbour by more than half in their first year of service.",
        "Passengers pay the same fare as before and travel without the noise of the old diesel engines.",
        "Two neighbouring towns will order the same boats next year and build docks of their own.",
    )
    earlier = list[Attempt]()
    with pytest.raises(BadInput, match=r"no other short film|needs 30"):
        for number in range(1, 12):
            earlier.append(refused(script(article, *earlier), "no", number))
    assert earlier


# ── one scene ──


def retold(article: Article, found: Script, scene: str, *earlier: Attempt) -> Scene:
    known = earlier or (Attempt(number=1, script=found, state="waiting"),)
    rate = 150 if found.format == "short" else 105
    return rewrite_scene(article, write_brief(article), make_site(), found, scene, words_per_minute=rate, earlier=known)


@pytest.mark.parametrize("build", [allotments, bicycles, harbour])
def test_every_scene_can_be_told_in_another_way_out_of_the_article(build: object) -> None:
    article: Article = build()  # type: ignore[operator]
    found = script(article)
    retold_scenes = 0
    for scene in found.scenes:
        try:
            made = retold(article, found, scene.id)
        except BadInput as error:
            assert "no other words" in error.what
            continue
        retold_scenes += 1
        assert (made.id, made.section) == (scene.id, scene.section)
        assert made.narration not in said(found)
        changed = with_scene(found, made)
        assert FORMATS["short"].seconds[0] <= changed.seconds <= FORMATS["short"].seconds[1]
        if scene.section == "point":
            assert article.at(made.sources[0]).split()[0].strip("“„") in made.narration
    assert retold_scenes >= len(found.scenes) - 2


def test_what_any_version_showed_does_not_come_back() -> None:
    article = allotments()
    found = script(article)
    versions = [Attempt(number=1, script=found, state="superseded")]
    shown = {next(scene.narration for scene in found.scenes if scene.id == "point-2")}
    for number in (2, 3, 4):
        made = retold(article, versions[-1].script, "point-2", *versions)
        assert made.narration not in shown
        shown.add(made.narration)
        versions.append(Attempt(number=number, script=with_scene(versions[-1].script, made), state="superseded"))
    assert len(shown) == 4


def test_a_scene_of_a_chapter_stays_in_its_section_and_keeps_the_chapter() -> None:
    article = allotments()
    found = script(article, fmt="long", site=make_site(films={"long_seconds": 180}))
    sections, current = [], ""
    for block in article.blocks:
        current = block.text if block.kind == "heading" else current
        sections.append(current)
    retold_scenes = 0
    for scene in (each for each in found.scenes if each.id.startswith("part-")):
        try:
            made = retold(article, found, scene.id)
        except BadInput:
            continue
        retold_scenes += 1
        assert made.chapter == scene.chapter
        assert sections[made.sources[0].block] == sections[scene.sources[0].block]
    assert retold_scenes


def test_a_retold_scene_shows_no_picture_that_another_scene_shows() -> None:
    article = harbour(images=(picture("lead.jpg"), picture("dock.jpg", before=6), picture("town.jpg", before=9)))
    found = script(article)
    shown = {scene.cue.image for scene in found.scenes if scene.cue.image}
    assert shown
    for scene in found.scenes:
        try:
            made = retold(article, found, scene.id)
        except BadInput:
            continue
        others = {each.cue.image for each in found.scenes if each.id != scene.id and each.cue.image}
        assert made.cue.image not in others


def test_forbidden_words_do_not_come_in_by_a_retold_scene() -> None:
    article = allotments()
    first = script(article)
    earlier = (refused(first, 'never say "bed"'),)
    second = script(article, *earlier)
    made = retold(article, second, "point-1", *earlier, Attempt(number=2, script=second, state="waiting"))
    assert " bed " not in f" {made.narration.casefold()} "


def test_an_unknown_scene_is_named_with_those_there_are() -> None:
    article = harbour()
    with pytest.raises(NotFound, match="hook, intro"):
        retold(article, script(article), "point-99")


def test_a_line_of_a_dialogue_is_not_told_anew_by_itself() -> None:
    article = harbour()
    spoken = script(article).model_copy(update={"form": "dialogue"})
    with pytest.raises(BadInput, match="dialogue"):
        retold(article, spoken, "hook")
