"""The script that the built-in writer makes of an article."""

from __future__ import annotations

import pytest

from reprise.articles.article import Article, Block
from reprise.briefs.extractive import write_brief
from reprise.briefs.language import spoken_seconds
from reprise.briefs.sentences import split
from reprise.errors import BadInput
from reprise.video.presets import FORMATS
from reprise.video.script import Scene, Script
from reprise.video.writing.sayable import longest_sentence, speakable
from reprise.video.writing.writer import write_script
from tests.builders import heading, make_article, make_site, picture
from tests.reprise.briefs.material import answers, bread, harbour

SHORT = FORMATS["short"]


def script(article: Article, *, rate: float = 150, **site: object) -> Script:
    return write_script(article, write_brief(article), make_site(**site), SHORT, words_per_minute=rate)


def points(found: Script) -> list[Scene]:
    return [scene for scene in found.scenes if scene.section == "point"]


def test_a_film_has_hook_introduction_points_and_call_to_action() -> None:
    found = script(harbour())
    sections = [scene.section for scene in found.scenes]
    assert sections[:2] == ["hook", "intro"]
    assert sections[-1] == "cta"
    assert 3 <= sections.count("point") <= 6
    assert [scene.id for scene in points(found)] == [f"point-{number}" for number in range(1, len(points(found)) + 1)]


@pytest.mark.parametrize("target", [30.0, 40.0, 45.0, 52.0])
@pytest.mark.parametrize("rate", [130.0, 150.0, 175.0])
def test_its_length_is_within_ten_per_cent_of_the_sites_target(target: float, rate: float) -> None:
    found = script(harbour(), rate=rate, films={"seconds": target})
    assert found.target_seconds == target
    assert abs(found.seconds - target) <= 0.1 * target
    assert SHORT.seconds[0] <= found.seconds <= SHORT.seconds[1]


def test_every_scene_lasts_as_long_as_its_words_and_a_little_air() -> None:
    for scene in script(harbour()).scenes:
        assert scene.seconds == pytest.approx(spoken_seconds(scene.narration, "en", 150) + 0.6, abs=0.01)


def test_a_short_article_makes_a_shorter_film() -> None:
    article = make_article(
        "Ferries go electric",
        "Northport replaced its harbour ferries with electric boats last spring after a long trial on the river.",
        "Electric ferries cut the fuel bill of the harbour by more than half in their first year of service.",
        "Passengers pay the same fare as before and travel without the noise of the old diesel engines.",
        "Two neighbouring towns will order the same boats next year and build docks of their own.",
    )
    found = script(article)
    assert 30 <= found.seconds < 45
    assert abs(found.seconds - found.target_seconds) <= 0.1 * found.target_seconds


def test_a_stub_is_refused_with_the_length_it_would_have() -> None:
    article = make_article("Soon", "The new ferries arrive in the harbour next week.")
    with pytest.raises(BadInput) as caught:
        script(article)
    assert "seconds" in caught.value.what
    assert "words more" in str(caught.value.remedy)
    assert caught.value.where == article.key


@pytest.mark.parametrize("article", [harbour(), bread(), answers()], ids=["feature", "recipe", "faq"])
def test_no_sentence_is_said_twice(article: Article) -> None:
    said = [
        scene.narration[start:end]
        for scene in script(article, films={"seconds": 35}).scenes
        for start, end in split(scene.narration, "en")
    ]
    assert len(said) == len(set(said))


def test_everything_told_comes_from_the_article() -> None:
    article = harbour()
    text = f"{article.title}. {article.text}"
    for scene in script(article).scenes[:-1]:
        for start, end in split(scene.narration, "en"):
            assert scene.narration[start:end].rstrip(".") in text
        for place in scene.sources:
            assert article.at(place).split()[0].strip("“") in scene.narration


def test_narration_can_be_spoken() -> None:
    for scene in script(harbour()).scenes:
        assert "http" not in scene.narration
        assert longest_sentence(scene.narration, "en") <= 30
        assert scene.narration.rstrip('”"').endswith((".", "!", "?"))


def test_words_on_screen_are_few_and_whole() -> None:
    for scene in script(harbour()).scenes:
        assert len(scene.on_screen.split()) <= 6
        assert not scene.on_screen.casefold().endswith((" of", " the", " and", " for", ",", ":"))


def test_a_number_is_shown_with_what_it_counts() -> None:
    cues = [scene.cue for scene in script(harbour()).scenes if scene.cue.kind == "statistic"]
    assert any("$48 million" in cue.text or "62" in cue.text for cue in cues)
    assert all(cue.label for cue in cues)


def test_a_recipe_is_told_by_its_steps_in_order() -> None:
    found = script(bread(), films={"seconds": 35})
    labels = [int(scene.cue.label) for scene in points(found) if scene.cue.kind == "step"]
    assert len(labels) >= 3
    assert labels == sorted(labels)
    assert points(found)[0].narration.startswith("First, mix the flour")


def test_questions_are_asked_and_answered() -> None:
    found = script(answers(), films={"seconds": 35})
    asked = [scene for scene in found.scenes if scene.cue.kind == "question"]
    assert asked
    assert any("four weeks" in scene.narration for scene in found.scenes)


def test_pictures_stand_by_their_sentences_and_none_comes_twice() -> None:
    article = harbour(images=(picture("lead.jpg"), picture("dock.jpg", before=6), picture("town.jpg", before=9)))
    images = [scene.cue.image for scene in script(article).scenes if scene.cue.kind == "image"]
    assert "lead.jpg" in images
    assert len(images) == len(set(images))


def test_ornaments_are_not_shown() -> None:
    article = harbour(images=(picture("a.png", alt="Site logo"), picture("b.png", before=3, alt="avatar")))
    assert not [scene for scene in script(article).scenes if scene.cue.kind == "image"]


def test_the_call_to_action_names_the_site_in_the_articles_language() -> None:
    assert "The Demo" in script(harbour()).scenes[-1].narration
    german = make_article(
        "Elektrische Fähren",
        "Die Stadt Nordhafen ersetzte im Frühjahr alle alten Fähren durch elektrische Boote mit großen Batterien.",
        "Elektrische Fähren senkten die Kosten des Hafens im ersten Jahr um mehr als die Hälfte der alten Summe.",
        "Fahrgäste zahlen denselben Preis wie früher und reisen ohne den Lärm der alten Motoren über das Wasser.",
        "Zwei Nachbarstädte bestellen im nächsten Jahr die gleichen Boote und bauen dafür eigene Ladestellen im Hafen.",
        language="de",
    )
    assert script(german).scenes[-1].narration == "Der ganze Beitrag steht auf The Demo."


def test_a_language_without_our_words_ends_with_the_articles_own() -> None:
    words = ("unus", "duo", "tres", "quattuor", "quinque", "sex")
    sentences = [
        f"Lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor {word}." for word in words
    ]
    article = make_article("Lorem ipsum", *sentences, language="la")
    assert script(article).scenes[-1].narration == "Lorem ipsum. The Demo."


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "電気フェリーは港の燃料費を半分に減らしました。"),
        ("zh", "电动渡轮把港口的燃料费用减少了一半以上。"),
    ],
)
def test_languages_without_spaces_are_timed_by_their_characters(language: str, text: str) -> None:
    numerals = "一二三四五六七八九十"
    paragraphs = [f"第{numeral}港の{text}" if language == "ja" else f"第{numeral}港的{text}" for numeral in numerals]
    found = script(make_article("電気フェリー", *paragraphs, language=language))
    assert 30 <= found.seconds <= 60


def test_the_same_article_gives_the_same_script() -> None:
    assert script(harbour()) == script(harbour())


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("en", "Boats, e.g. ferries (see page 3), win 🚢", "Boats, for example ferries, win."),
        ("en", "Rest & relax in C# on days/weeks", "Rest and relax in C# on days, weeks."),
        ("de", "Boote, z. B. Fähren, gewinnen", "Boote, zum Beispiel Fähren, gewinnen."),
        ("ru", "Суда, т. е. паромы, ушли", "Суда, то есть паромы, ушли."),
        ("ja", "船（ふね）が出た", "船が出た。"),
        ("en", "use .gov domains", "Use .gov domains."),
    ],
)
def test_sentences_are_made_sayable(language: str, written: str, said: str) -> None:
    assert speakable(written, language) == said


def test_a_long_sentence_is_parted_where_the_thought_turns() -> None:
    long = (
        "The harbour board compared four kinds of boats over two long winters on the northern sea, but nobody in the "
        "old town believed that any of them would ever replace diesel"
    )
    assert ". But nobody" in speakable(long, "en")


def ledger(**changes: object) -> Article:
    return make_article(
        "What metering the street lights told our town",
        "Last autumn the town put a meter on every one of its 2,300 street lights.",
        heading("Where the saving came from"),
        "New heads replaced the sodium lamps in four districts of the town.",
        "Only 14 people wrote to complain about it in the whole of the year.",
        heading("Month by month"),
        "Consumption fell from 96 MWh in October to 51 MWh in January.",
        Block(kind="table", text="Month\tConsumption in MWh\nOctober\t96\nNovember\t92\nDecember\t98\nJanuary\t51"),
        heading("What people say"),
        "In a survey of many households, 61 percent said they had not noticed the dimming.",
        "The remaining 10 percent want the old light back.",
        "The town expects to save another 40,000 euros a year from now on.",
        **changes,
    )


def test_a_film_opens_on_the_description_that_an_editor_wrote_with_a_number() -> None:
    said = "Dimming after midnight cut the bill by 38 percent."
    found = script(ledger(description=f"{said} The figures of one year."), films={"seconds": 30})
    assert found.scenes[0].narration == said


def test_a_number_that_is_the_rest_of_something_opens_no_film() -> None:
    hook, intro = script(ledger(), films={"seconds": 30}).scenes[:2]
    assert "remaining" not in hook.narration
    assert "every one of its 2,300 street lights" in hook.narration + intro.narration  # the lead says what it is about


def test_a_series_of_numbers_is_told_with_its_chart() -> None:
    charts = [scene for scene in script(ledger(), films={"seconds": 30}).scenes if scene.cue.kind == "chart"]
    assert [len(scene.cue.data) for scene in charts] == [4]
    assert charts[0].narration.startswith("Consumption fell from 96 MWh")


def test_steps_under_headings_are_told_by_their_names_and_none_is_left_out() -> None:
    names = (
        "Repot it at once",
        "Water it from below",
        "Cut above two leaves",
        "Shade it at noon",
        "Let no flower come",
    )
    says = "The plant needs {} things in a week that no shop ever tells its buyers of."
    more = "Whoever has {} minutes to spare on a summer morning will manage this without any help."
    article = make_article(
        "How to keep basil alive all summer", "Most basil on balconies dries up within three weeks of buying it.",
        *(block for number, name in enumerate(names, 1) for block in
          (heading(f"{number}. {name}"), f"{says.format(number + 6)} {more.format(number + 20)}"))
    )  # fmt: skip
    told = points(script(article, films={"seconds": 40}))
    said = [scene.narration.casefold() for scene in told]
    assert [next((name for name in names if name.casefold() in text), "") for text in said] == list(names)


def test_a_listicle_names_all_of_its_points() -> None:
    ways = {
        "Videos run longer": "Clips of three minutes now fill more of the timeline, as long as people stay to the end.",
        "Videos are live": "Live pictures already stand at the top of what most readers see in the morning.",
        "Videos surround you": "A camera with two lenses takes viewers to places where few of them will ever go.",
        "Videos answer": "Comments come in while the presenter still speaks, and the best of them change the show.",
        "Videos find you": "Creators make less for everybody and more for the few thousand who really care.",
    }
    article = make_article(
        "Five ways that video will change", "Video on this platform is not going away, and it will not stay as it is.",
        *(block for name, said in ways.items() for block in (heading(name), said))
    )  # fmt: skip
    told = [scene.narration for scene in points(script(article, films={"seconds": 35}))]
    assert [next((name for name in ways if text.startswith(name)), "") for text in told] == list(ways)


def test_what_somebody_says_of_himself_is_not_told_as_a_number_of_the_articles() -> None:
    own = "I aim to cover 80 percent of the needs of everybody who asks."
    plain = [f"Number {n} of the habits keeps a project alive for as long as people use it." for n in range(2)]
    article = make_article(
        "Good habits of maintainers", "A project that lasts has somebody who writes down what is decided.",
        heading("Write"), *plain, "Most people know nothing of you before they open a request of their own.",
        "A draft with three lines is better than a page that nobody ever writes.", heading("Rest"), own,
        "Find somebody who answers while you are away from the keyboard for a month.",
        "The community of a project is there for a reason, and it wants to be asked.",
    )  # fmt: skip
    found = script(article, films={"seconds": 30})
    assert own not in {scene.narration for scene in found.scenes if scene.cue.kind == "statistic"}
    assert found.scenes[0].narration != own
