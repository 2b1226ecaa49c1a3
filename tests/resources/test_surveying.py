"""A survey notes what models would be asked, and asks nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reprise.clock import ManualClock
from reprise.media import MediaStore
from reprise.models.buying import Answered
from reprise.models.estimates import Measured
from reprise.models.trail import Purpose
from reprise.models.used import Used
from reprise.social.rules import PLATFORMS
from reprise.store.store import Store
from reprise.video.presets import FORMATS
from resources.models.endpoints import resolve
from resources.models.gate import Gate
from resources.models.text.base import Question, order
from resources.surveying import Survey, brief_of, film, posts
from tests.builders import WHEN, make_article, make_site

NOWHERE = "http://127.0.0.1:9"
ENV = {
    "REPRISE_OPENAI_KEY": "key",
    "REPRISE_OPENAI_URL": NOWHERE,
    "REPRISE_ELEVENLABS_KEY": "key",
    "REPRISE_ELEVENLABS_URL": NOWHERE,
    "REPRISE_FAL_KEY": "key",
    "REPRISE_FAL_URL": NOWHERE,
}
ARTICLE = make_article(
    "How the city saved its trees",
    *(
        "The drought of 2023 killed 1,240 trees in the city of Ulm, more than in the ten years before it together.",
        "The department waters young trees from bags that hold 75 litres each, and a bag lasts for about nine hours.",
        "Volunteers adopted 3,400 trees within two years, and every one of them gets water twice a week in summer.",
        "The bags cost 18 euros each, which is cheaper than planting a new tree for 1,500 euros after a dry summer.",
        "Older trees are helped by opening the ground around them, because roots need air as much as they need water.",
    ),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path}/store.db", ManualClock(WHEN))
    opened.migrate()
    yield opened
    opened.close()


def survey(store: Store, tmp_path: Path, **site: Any) -> Survey:
    chosen = make_site(platforms={"linkedin": {}, "x": {}}, **site)
    gate = Gate(store, MediaStore(tmp_path / "media"), store.clock, chosen, Purpose(site="demo"))
    return Survey(chosen, gate, ENV)


def test_one_question_serves_all_platforms(store: Store, tmp_path: Path) -> None:
    together, apart = survey(store, tmp_path), survey(store, tmp_path, models={"together": False})
    posts(together, ARTICLE, None)
    posts(apart, ARTICLE, None)
    asked = [each.task for each in together.expenses]
    assert sorted(set(asked)) == sorted(asked)  # nothing twice
    assert {"brief", "adapt"} <= set(asked)
    platforms = [name for name in PLATFORMS if apart.site.post_types(name)]
    assert [each.task for each in apart.expenses].count("adapt") == len(platforms) > 1
    assert all(each.usd > 0 and each.provider == "openai" for each in together.expenses)
    assert store.calls.of(ARTICLE.key) == ()


def test_a_film_is_words_voice_and_pictures(store: Store, tmp_path: Path) -> None:
    found = survey(
        store,
        tmp_path,
        films={"presets": ["youtube_short", "tiktok"], "voice": ["elevenlabs:21m00Tcm4TlvDq8ikWAM", "espeak"]},
        models={"pictures": ["fal"]},
    )
    film(found, ARTICLE, brief_of(ARTICLE), FORMATS["short"], None, 150)
    tasks = [each.task for each in found.expenses]
    assert {"script", "voice", "picture", "metadata"} <= set(tasks)
    assert tasks.count("picture") <= 4
    spoken = sum(each.usd for each in found.expenses if each.task == "voice")
    assert 0.01 < spoken < 0.1  # some hundred characters at 0.10 USD a thousand
    assert sum(each.instead for each in found.expenses if each.task == "script") == 5


def test_what_was_answered_before_costs_nothing(store: Store, tmp_path: Path) -> None:
    from reprise.briefs.chosen import brief_request

    found = survey(store, tmp_path)
    endpoint = resolve(found.site, "openai", "text", ENV)
    request = brief_request(ARTICLE)
    what = order(Question.of(request), "openai", endpoint.model, words=request.words, units=request.units)
    found.gate.call(endpoint, what, lambda _slip: Answered(body={}, used=Used(input_tokens=1, output_tokens=1)))
    posts(found, ARTICLE, None)
    assert [each.usd for each in found.expenses if each.task == "brief"] == [0.0]


def test_what_questions_came_to_before_puts_the_estimate_right(store: Store, tmp_path: Path) -> None:
    plain, learned = survey(store, tmp_path), survey(store, tmp_path)
    learned.experience = {("adapt", "openai", "gpt-6-luna"): Measured(questions=5, charged=3.0, expected=2.0)}
    for each in (plain, learned):
        posts(each, ARTICLE, None)
    before = {each.task: each.usd for each in plain.expenses}
    for each in learned.expenses:
        assert each.usd == pytest.approx(1.5 * before[each.task])


def test_a_model_without_a_price_is_told_and_not_counted(store: Store, tmp_path: Path) -> None:
    found = survey(store, tmp_path, models={"text": ["openai:gpt-99"]})
    posts(found, ARTICLE, None)
    assert found.expenses == []
    assert all("models.providers.openai.prices" in line for line in found.unknown)
    assert found.unknown
