"""OpenAI: answers in the background that can be fetched again, its usage, and its models' differences."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from reprise.model_settings import Provider
from reprise.models.failures import ModelError
from resources.models.endpoints import Endpoint
from resources.models.text.base import Question, Said
from resources.models.text.openai import OpenAIText
from sandbox.models.openai_text import OpenAIStandIn
from sandbox.models.server import KEY, serve
from tests.resources.models.asked import post

CREATE, LOOK = "POST /v1/responses", "GET /v1/responses/.*"


@dataclass
class Paper:
    """A slip that remembers."""

    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    noted: dict[str, Any] = field(default_factory=dict)

    def note(self, handle: Mapping[str, Any]) -> None:
        self.noted.update(handle)


@pytest.fixture
def stand_in() -> Iterator[OpenAIStandIn]:
    with serve(OpenAIStandIn(polls=3)) as running:
        yield running


class Time:
    now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def asked(stand_in: OpenAIStandIn, model: str = "gpt-6-luna", time: Time | None = None, **settings: Any) -> OpenAIText:
    passing = time or Time()
    facts = Provider(**{"timeout": 30, **settings})
    endpoint = Endpoint("openai", "openai", f"{stand_in.url}/v1", KEY, model, facts, "REPRISE_OPENAI_KEY", "U")
    return OpenAIText(endpoint, passing.sleep, lambda: passing.now)


def test_an_answer_in_the_background_is_noted_at_once_and_waited_for(stand_in: OpenAIStandIn) -> None:
    paper, time = Paper(), Time()
    answered = asked(stand_in, time=time).send(Question.of(post()), paper)
    assert paper.noted == {"response": answered.remote}
    body = stand_in.asked[0].body
    assert body["background"] is True and body["store"] is True
    assert Said.read(answered.body).end == "complete" and time.now > 0


def test_it_is_fetched_again_without_paying_again(stand_in: OpenAIStandIn) -> None:
    paper = Paper()
    first = asked(stand_in).send(Question.of(post()), paper)
    again = asked(stand_in).resume(paper.id, paper.noted)
    assert again is not None and again.body == first.body and again.used == first.used
    assert len(stand_in.bills.all()) == 1


def test_what_openai_does_not_know_is_none(stand_in: OpenAIStandIn) -> None:
    assert asked(stand_in).resume("id", {"response": "resp_unknown"}) is None
    assert asked(stand_in).resume("id", {}) is None


@pytest.mark.parametrize("fault", ["server_error", "rate_limit", "drop", "html", "truncated", "bad_gateway"])
def test_looks_that_fail_are_repeated(stand_in: OpenAIStandIn, fault: str) -> None:
    stand_in.plan(fault, times=2, route=LOOK)
    assert asked(stand_in).send(Question.of(post()), Paper()).body["end"] == "complete"
    assert not stand_in.planned and len(stand_in.bills.all()) == 1


@pytest.mark.parametrize("fault", ["server_error", "html", "truncated", "drop", "overloaded"])
def test_a_look_that_fails_while_it_is_fetched_again_says_nothing_of_the_answer(
    stand_in: OpenAIStandIn, fault: str
) -> None:
    paper = Paper()
    asked(stand_in).send(Question.of(post()), paper)
    stand_in.plan(fault, route=LOOK)
    with pytest.raises(ModelError) as caught:
        asked(stand_in).resume(paper.id, paper.noted)
    assert caught.value.charged is None and caught.value.kind in ("timeout", "overloaded")


def test_who_never_finishes_is_in_doubt_and_can_be_fetched_later(stand_in: OpenAIStandIn) -> None:
    stand_in.polls, paper = 10_000, Paper()
    with pytest.raises(ModelError) as caught:
        asked(stand_in).send(Question.of(post()), paper)
    assert (caught.value.kind, caught.value.charged) == ("timeout", None)
    stand_in.polls = 1
    assert asked(stand_in).resume(paper.id, paper.noted) is not None


def test_an_answer_that_failed_is_not_paid_and_may_be_asked_for_again(stand_in: OpenAIStandIn) -> None:
    stand_in.plan("failed")
    with pytest.raises(ModelError) as caught:
        asked(stand_in).send(Question.of(post()), Paper())
    assert (caught.value.kind, caught.value.charged) == ("server", False)
    assert not stand_in.bills.all()


def test_without_the_background_nothing_is_stored(stand_in: OpenAIStandIn) -> None:
    paper = Paper()
    asked(stand_in, background=False).send(Question.of(post()), paper)
    assert stand_in.asked[0].body["store"] is False and "background" not in stand_in.asked[0].body
    assert paper.noted == {}


def test_usage_keeps_what_was_cached_apart(stand_in: OpenAIStandIn) -> None:
    stand_in.caches, stand_in.thinks = True, 120
    provider = asked(stand_in, background=False)
    question = Question.of(post())
    long = Question(**{**vars(question), "system": "Rules. " * 800})
    first = provider.send(long, Paper()).used
    again = provider.send(long.corrected("{}", ["it is empty"]), Paper()).used
    assert first.cached_tokens == 0 and again.cached_tokens > 1_000
    assert first.output_tokens > 120
    rate = stand_in.rates["gpt-6-luna"]
    own = sum(
        (each.input_tokens * rate.input + each.cached_tokens * rate.cached + each.output_tokens * rate.output) / 1e6
        for each in (first, again)
    )
    assert own == pytest.approx(stand_in.bills.usd, abs=1e-12)


@pytest.mark.parametrize(
    ("model", "reasons"),
    [("gpt-6-luna", True), ("gpt-5.6-luna", True), ("gpt-4.1-mini", False)],
)
def test_models_that_think_are_asked_to_think_little_others_get_the_temperature(
    stand_in: OpenAIStandIn, model: str, reasons: bool
) -> None:
    asked(stand_in, model, background=False).send(Question.of(post(temperature=0.4)), Paper())
    body = stand_in.asked[0].body
    assert (body.get("reasoning") == {"effort": "low"}) is reasons
    assert ("temperature" in body) is not reasons


def test_nobody_there_is_a_failure_of_the_network() -> None:
    endpoint = Endpoint("openai", "openai", "http://127.0.0.1:9", KEY, "m", Provider(), "K", "U")
    with pytest.raises(ModelError) as caught:
        OpenAIText(endpoint).send(Question.of(post()), Paper())
    assert (caught.value.kind, caught.value.charged) == ("network", False)
