"""What a point shows: its numbers, a picture that tells more than a card, its place among the steps."""

from __future__ import annotations

from reprise.articles.article import Article, Block
from reprise.briefs.brief import Statistic
from reprise.briefs.extractive import write_brief
from reprise.video.script import Cue
from reprise.video.writing.cues import Shots
from reprise.video.writing.fit import Chosen
from reprise.video.writing.units import Material, units
from tests.builders import heading, item, make_article, picture

STEPS = (
    "Find the hole in the tube",
    "Take the tube out of the tyre, starting opposite the valve",
    "Roughen the rubber around the hole with sandpaper",
    "Spread a thin layer of glue and wait five minutes",
    "Press the patch on firmly for one minute",
)


def material(article: Article) -> Material:
    return Material.of(article, write_brief(article))


def cues(article: Article) -> list[Cue]:
    """The cues of all points of an article, in its order."""
    found = material(article)
    shots = Shots(found)
    return [
        shots.point(Chosen(unit, False)) for unit in sorted(units(found), key=lambda unit: (unit.block, unit.start))
    ]


def test_a_step_in_a_few_is_shown_on_the_map_of_all() -> None:
    article = make_article(
        "How to fix a slow puncture", "A tyre that is soft in the morning has a slow puncture.", heading("Fix it"),
        *(item(f"{step}.", number) for number, step in enumerate(STEPS, 1)),
    )  # fmt: skip
    shown = [cue for cue in cues(article) if cue.kind in ("step", "map")]
    assert [cue.kind for cue in shown] == ["step", "map", "step", "step", "map"]
    way = shown[1]
    assert way.active == 1 and len(way.items) == 5
    assert way.items[1] == "Take the tube out of the tyre"  # its first clause
    assert way.text == "How to fix a slow puncture"
    assert all(name.rstrip("…") in article.text for name in way.items)


def test_every_second_share_is_a_ring() -> None:
    said = "Somebody counted all of the riders at the bridge for one whole year."
    found = material(make_article("The bridge", said))
    place = found.sentences[0].place
    shots = Shots(found)

    def shown(value: str) -> Cue:
        share = Statistic(value=value, label="of all riders", sentence=f"So {value} of all riders came.", place=place)
        return shots.point(
            Chosen(found.unit("statistic", place, [share.sentence], [said], 1.0, statistic=share), False)
        )

    first, second, third = (shown(value) for value in ("71 percent", "18.5 percent", "9 percent"))
    assert [first.kind, second.kind, third.kind] == ["statistic", "chart", "statistic"]
    assert [(datum.label, datum.value, datum.shown) for datum in second.data] == [
        ("of all riders", 18.5, "18.5 percent")
    ]


def test_a_picture_is_taken_for_the_words_that_it_shows() -> None:
    brakes = "Cold brake pads squeal until they are warm enough to grip the rim."
    lights = "A dynamo light should reach at least thirty metres down the road."
    pictures = (picture("one.jpg", alt="A dynamo light on a road", before=2), picture("two.jpg", alt="Worn brake pads"))
    shown = cues(make_article("A ride in winter", brakes, lights, images=pictures))
    assert [cue.image for cue in shown if cue.kind == "image"] == ["two.jpg", "one.jpg"]


def test_a_picture_of_something_else_leaves_the_point_its_card() -> None:
    lights = "A dynamo light should reach at least thirty metres down the road."
    pictures = (picture("one.jpg", alt="Accountants at their desks", before=1),)
    shown = cues(make_article("A ride in winter", lights, images=pictures))
    assert shown and all(cue.kind != "image" for cue in shown)


def test_a_caption_labels_its_picture_without_who_made_it() -> None:
    brakes = "Cold brake pads squeal until they are warm enough to grip the rim."
    pictures = (picture("one.jpg", caption="Worn brake pads. Photo: Ada Lovelace", before=1),)
    shown = cues(make_article("A ride in winter", brakes, images=pictures))
    assert [cue.label for cue in shown if cue.kind == "image"] == ["Worn brake pads."]


def test_plain_sentences_of_sections_stand_by_turns_under_their_titles() -> None:
    sections = ("Talk to each other", "Keep it short", "Say what you expect", "Take a break")
    article = make_article(
        "A community that lasts", "A community that lasts needs a few habits and somebody who keeps them.",
        *(block for title in sections for block in (heading(title), f"To {title.lower()} is what {title} members do."))
    )  # fmt: skip
    kinds = [cue.kind for cue in cues(article) if cue.kind in ("quote", "title")]
    assert {"quote", "title"} == set(kinds)
    titles = [cue.text for cue in cues(article) if cue.kind == "title"]
    assert set(titles) <= set(sections) and len(set(titles)) == len(titles)


def test_a_section_told_by_its_title_shows_its_code_and_each_code_comes_once() -> None:
    article = make_article(
        "Three ways to write formulas", "Formulas that are clear can be changed without fear by anybody.",
        *(block for name in ("Name the inputs", "Write the story", "Make it a function") for block in (
            heading(name), f"To {name.lower()} makes a formula clear to whoever reads it next.",
            "It looks so:", Block(kind="code", text="=A1"), Block(kind="code", text=f"=LET(\n  {name[:4]}, 1\n)"),
        ))
    )  # fmt: skip
    shown = [cue.text for cue in cues(article) if cue.kind == "code"]
    assert len(shown) == len(set(shown)) == 3
    assert all(text.startswith("=LET(") for text in shown)
