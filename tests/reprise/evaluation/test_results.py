"""Results are kept, summed up and compared; scripts and collections of articles are rated as posts are."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from reprise.briefs.extractive import write_brief
from reprise.errors import BadInput, NotFound
from reprise.evaluation import RUBRICS, Evaluation, RatedArticle, RatedText, compare, rate_script
from reprise.evaluation.collection import built_in, read_articles
from reprise.evaluation.results import mean_of, table
from reprise.evaluation.rubrics import rating
from reprise.video.presets import FORMATS
from reprise.video.script import Script
from reprise.video.writing.writer import write_script
from tests.builders import make_site

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SITE = make_site()


def text(article: str, platform: str, hook: float) -> RatedText:
    return RatedText(
        article=article,
        platform=platform,
        type="announcement",
        texts=("Hello.",),
        total=hook,
        ratings=(rating("hook", hook),),
    )


def evaluation(*texts: RatedText, rubrics: str = "1") -> Evaluation:
    named = dict.fromkeys(each.article for each in texts)
    articles = tuple(
        RatedArticle(
            key=key, title=key, language="en", kind="news", texts=tuple(each for each in texts if each.article == key)
        )
        for key in named
    )
    return Evaluation(at=NOW, writer="extractive", rubrics=rubrics, articles=articles)


def test_a_table_has_a_row_for_each_article_and_one_for_all() -> None:
    found = evaluation(text("rain", "x", 0.2), text("rain", "telegram", 0.4), text("snow", "x", 0.9))
    rows = table(found)
    assert [row["article"] for row in rows] == ["rain", "snow", "all"]
    assert rows[0]["hook"] == pytest.approx(0.3)
    assert rows[2]["total"] == pytest.approx(0.5)
    assert rows[2]["texts"] == 3
    assert mean_of(found.texts, "call") == 0


def test_texts_are_ranked_the_same_way_every_time() -> None:
    found = evaluation(text("rain", "x", 0.5), text("rain", "telegram", 0.5), text("snow", "x", 0.9))
    assert [each.name for each in found.ranked()] == [
        "snow: x/announcement", "rain: telegram/announcement", "rain: x/announcement",
    ]  # fmt: skip


def test_a_comparison_says_what_got_better_worse_and_what_is_missing() -> None:
    before = evaluation(text("rain", "x", 0.5), text("rain", "telegram", 0.5), text("snow", "x", 0.9))
    after = evaluation(text("rain", "x", 0.8), text("rain", "telegram", 0.3), text("hail", "x", 0.9))
    found = compare(before, after)
    assert (found.rubrics[0].name, found.rubrics[0].delta) == ("total", pytest.approx(0.05))
    assert [each.name for each in found.better] == ["rain: x/announcement"]
    assert [(each.name, each.delta) for each in found.worse] == [("rain: telegram/announcement", pytest.approx(-0.2))]
    assert (found.only_before, found.only_after) == (("snow: x/announcement",), ("hail: x/announcement",))


def test_what_was_measured_otherwise_or_elsewhere_is_not_compared() -> None:
    one = evaluation(text("rain", "x", 0.5))
    with pytest.raises(BadInput, match="measure differently"):
        compare(evaluation(text("rain", "x", 0.5), rubrics="0"), one)
    with pytest.raises(BadInput, match="no text in common"):
        compare(evaluation(text("snow", "x", 0.5)), one)


def test_the_articles_that_come_along_are_of_many_kinds_and_three_languages() -> None:
    articles, unreadable = read_articles(built_in(), SITE, NOW)
    assert unreadable == []
    assert len(articles) >= 12
    kinds = {write_brief(article).kind for article in articles}
    assert {"how-to", "listicle", "news", "interview", "faq", "recipe", "release", "comparison"} <= kinds
    assert {article.language for article in articles} >= {"en", "de", "es"}
    assert len({article.key for article in articles}) == len(articles)


def test_a_folder_of_ones_own_is_read_and_its_broken_files_are_told(tmp_path: Path) -> None:
    (tmp_path / "2026").mkdir()
    (tmp_path / "2026" / "Rain barrels.md").write_text("---\ntitle: Rain\n---\n\nA barrel holds 200 litres of water.\n")
    (tmp_path / "page.html").write_text(
        "<html><body><article><h1>Snow</h1><p>Snow is light and cold.</p></article></body></html>"
    )
    (tmp_path / "broken.md").write_bytes(b"\x00\x01\x02" * 400)
    (tmp_path / ".hidden.md").write_text("# no")
    articles, unreadable = read_articles(tmp_path, SITE, NOW)
    assert [article.key for article in articles] == ["2026-rain-barrels", "page"]
    assert [each.path.name for each in unreadable] == ["broken.md"]
    with pytest.raises(NotFound, match="no such folder"):
        read_articles(tmp_path / "elsewhere", SITE, NOW)
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotFound, match="No article"):
        read_articles(tmp_path / "empty", SITE, NOW)


@pytest.fixture(scope="module")
def script() -> Script:
    articles, _ = read_articles(built_in(), SITE, NOW)
    article = next(each for each in articles if each.key == "news-tram")
    return write_script(article, write_brief(article), SITE, FORMATS["short"], words_per_minute=150)


def rated_script(script: Script) -> RatedText:
    articles, _ = read_articles(built_in(), SITE, NOW)
    article = next(each for each in articles if each.key == "news-tram")
    return rate_script(script, article, write_brief(article), SITE)


def test_a_script_is_rated_by_what_is_heard(script: Script) -> None:
    found = rated_script(script)
    assert (found.platform, found.type) == ("short", "script")
    assert {each.rubric for each in found.ratings} == set(RUBRICS) - {"hashtags", "call", "faults"}
    assert found.score("grounding") == 1
    assert found.score("length") == 1


def test_a_script_that_says_everything_twice_or_runs_long_scores_lower(script: Script) -> None:
    first, *rest = script.scenes
    twice = script.model_copy(update={"scenes": (first, first.model_copy(update={"id": "again"}), *rest, *rest)})
    before, after = rated_script(script), rated_script(twice)
    assert (after.score("variety") or 0) < (before.score("variety") or 0)
    assert (after.score("length") or 0) < (before.score("length") or 0)
    assert after.total < before.total
