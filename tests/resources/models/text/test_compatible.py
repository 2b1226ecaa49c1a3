"""Compatible servers: each is asked in the form that it knows, and what it leaves out is made up for honestly."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from reprise.models.failures import NoAnswer
from resources.models.text.compatible import bare_json
from sandbox.models.compatible import CompatibleStandIn
from sandbox.models.server import KEY, serve
from tests.resources.models.asked import Post, bench, post

_names = itertools.count()


def named() -> str:
    """A model of its own for each test: what a server takes is remembered by the process."""
    return f"model-{next(_names)}"


@pytest.mark.parametrize(
    ("forms", "tries"),
    [(("response_format", "structured_outputs"), 1), (("structured_outputs",), 2), ((), 3)],
)
def test_a_server_is_asked_in_the_best_form_that_it_takes(tmp_path: Path, forms: tuple[str, ...], tries: int) -> None:
    with serve(CompatibleStandIn(forms=forms, model=named())) as stand_in:
        asks = bench(tmp_path, stand_in)
        assert isinstance(asks.text.ask(post()), Post)
        assert len(stand_in.asked) == tries and len(stand_in.bills.all()) == 1
        asks.text.ask(post(words=61))
        assert len(stand_in.asked) == tries + 1  # it is remembered


def test_old_guided_decoding_is_never_asked_for(tmp_path: Path) -> None:
    with serve(CompatibleStandIn(forms=(), model=named())) as stand_in:
        bench(tmp_path, stand_in).text.ask(post())
        assert not any("guided" in name for each in stand_in.asked for name in each.body)


def test_the_model_is_the_one_that_the_server_serves_unless_one_is_set(tmp_path: Path) -> None:
    with serve(CompatibleStandIn(model=named())) as stand_in:
        asks = bench(tmp_path, stand_in)
        asks.text.ask(post())
        assert asks.trail.steps[0].model == stand_in.model
        with pytest.raises(NoAnswer, match="has no other-model"):
            wrong = bench(tmp_path, stand_in, models={"text": ["compatible:other-model"]})
            wrong.text.ask(post())


def test_a_key_is_sent_where_one_is_set(tmp_path: Path) -> None:
    with serve(CompatibleStandIn(keys=(KEY,), model=named())) as stand_in:
        asks = bench(tmp_path, stand_in)
        asks.text.ask(post())
        assert stand_in.asked[0].headers["authorization"] == f"Bearer {KEY}"
        del asks.env["REPRISE_COMPATIBLE_KEY"]
        with pytest.raises(NoAnswer, match="does not accept the key"):
            asks.text.ask(post(words=61))


@pytest.mark.parametrize("path", ["", "/", "/v1", "/v1/"])
def test_the_address_may_be_the_servers_or_the_apis(tmp_path: Path, path: str) -> None:
    with serve(CompatibleStandIn(model=named())) as stand_in:
        asks = bench(tmp_path, stand_in)
        asks.env["REPRISE_COMPATIBLE_URL"] = f"{stand_in.url}{path}"
        assert isinstance(asks.text.ask(post()), Post)


def test_a_server_without_health_is_asked_for_its_models(tmp_path: Path) -> None:
    with serve(CompatibleStandIn(well=None, model=named())) as stand_in:
        assert isinstance(bench(tmp_path, stand_in).text.ask(post()), Post)


def test_usage_that_is_not_told_is_estimated_and_said_to_be(tmp_path: Path) -> None:
    with serve(CompatibleStandIn(counts=False, model=named())) as stand_in:
        asks = bench(tmp_path, stand_in)
        asks.text.ask(post())
        call = asks.store.calls.get(str(asks.trail.steps[0].call))
        assert call.body["usage"] == "estimated"
        assert call.used.input_tokens > 100 and call.used.output_tokens > 20


def test_a_text_that_is_too_long_is_told_as_that(tmp_path: Path) -> None:
    with serve(CompatibleStandIn(context=900, model=named())) as stand_in:
        with pytest.raises(NoAnswer, match="longer than"):
            bench(tmp_path, stand_in).text.ask(post())
        assert len(stand_in.asked) == 1


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ('{"a": 1}', '{"a": 1}'),
        ('```json\n{"a": 1}\n```', '{"a": 1}'),
        ('Sure!\n```\n{"a": "```"}\n```\nDone.', '{"a": "```"}'),
        ('<think>maybe {"b": 2}</think>\n{"a": 1}', '{"a": 1}'),
        ('no opening mark {x}</think> {"a": 1} I hope it helps', '{"a": 1}'),
        ("nothing here", "nothing here"),
        ("", ""),
    ],
)
def test_json_is_found_within_words(text: str, bare: str) -> None:
    assert bare_json(text) == bare


def test_temperature_is_sent_where_it_is_wanted(tmp_path: Path) -> None:
    with serve(CompatibleStandIn(model=named())) as stand_in:
        asks: Any = bench(tmp_path, stand_in)
        asks.text.ask(post(temperature=0.2))
        assert stand_in.asked[-1].body["temperature"] == 0.2
