"""Every fault of every text provider ends in an answer by retry, by putting right or by the next in the chain; or in
one error that says what happened, how to mend it, and nothing secret."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reprise.models.failures import NoAnswer
from sandbox.models.anthropic import AnthropicStandIn
from sandbox.models.compatible import CompatibleStandIn
from sandbox.models.openai_text import OpenAIStandIn
from sandbox.models.server import KEY, serve
from sandbox.models.talking import Talking
from tests.resources.models.asked import Bench, Post, bench, post

RETRIED = ("rate_limit", "server_error", "bad_gateway", "unavailable", "overloaded", "drop", "drop_after", "timeout")
SENT_BACK = ("schema_violation", "not_json")
PASSED_ON = {
    "truncated": "not the JSON",
    "html": "",
    "html_after": "",
    "garbage": "not the JSON",
    "insufficient_quota": "no money or allowance",
    "invalid_key": "does not accept the key",
    "model_not_found": "has no",
    "too_long": "longer than",
    "refusal": "declined",
    "content_filter": "",
    "cut": "cut off",
}
HARMLESS = ("slow",)
PROVIDERS = {"openai": OpenAIStandIn, "anthropic": AnthropicStandIn, "compatible": CompatibleStandIn}


def seconds(fault: str) -> float:
    return {"timeout": 1.3, "slow": 0.2, "rate_limit": 2.0}.get(fault, 0.0)


@pytest.fixture(params=list(PROVIDERS))
def first(request: pytest.FixtureRequest) -> Iterator[Talking]:
    stand_in = PROVIDERS[request.param]()
    with serve(stand_in):
        yield stand_in


@pytest.fixture
def last() -> Iterator[CompatibleStandIn]:
    """Another server, for when the first is no use; the site calls it "spare"."""
    with serve(CompatibleStandIn(model="spare-model")) as stand_in:
        yield stand_in


def chained(tmp_path: Path, first: Talking, last: CompatibleStandIn) -> Bench:
    spare = {"type": "compatible", "url": last.url}
    return bench(tmp_path, first, models={"text": [first.name, "spare"], "providers": {"spare": spare}})


@pytest.mark.parametrize("fault", [*RETRIED, *HARMLESS])
def test_what_passes_is_asked_again(tmp_path: Path, first: Talking, last: CompatibleStandIn, fault: str) -> None:
    asks = chained(tmp_path, first, last)
    first.plan(fault, seconds=seconds(fault), route="POST .*")
    assert isinstance(asks.text.ask(post()), Post)
    assert asks.outcomes == [(first.name, "answered")], asks.trail.steps
    assert not first.planned and not last.asked
    assert len(asks.slept) == (fault in RETRIED)
    if fault == "rate_limit":
        assert 2 <= asks.slept[0] < 3  # as its Retry-After says


@pytest.mark.parametrize("fault", SENT_BACK)
def test_an_answer_that_cannot_be_used_is_sent_back_once(
    tmp_path: Path, first: Talking, last: CompatibleStandIn, fault: str
) -> None:
    asks = chained(tmp_path, first, last)
    first.plan(fault)
    assert isinstance(asks.text.ask(post()), Post)
    assert asks.outcomes == [(first.name, "sent back"), (first.name, "answered")]


@pytest.mark.parametrize("fault", SENT_BACK)
def test_who_answers_badly_twice_is_passed_over(
    tmp_path: Path, first: Talking, last: CompatibleStandIn, fault: str
) -> None:
    asks = chained(tmp_path, first, last)
    first.plan(fault, times=2)
    assert isinstance(asks.text.ask(post()), Post)
    assert asks.outcomes == [(first.name, "sent back"), (first.name, "failed"), ("spare", "answered")]


@pytest.mark.parametrize("fault", PASSED_ON)
def test_what_does_not_pass_goes_to_the_next_in_the_chain(
    tmp_path: Path, first: Talking, last: CompatibleStandIn, fault: str
) -> None:
    asks = chained(tmp_path, first, last)
    first.plan(fault, times=9, route="POST .*")
    assert isinstance(asks.text.ask(post()), Post)
    assert asks.outcomes == [(first.name, "failed"), ("spare", "answered")]
    assert PASSED_ON[fault] in asks.trail.steps[0].reason
    assert not asks.slept


@pytest.mark.parametrize("fault", [*RETRIED, *PASSED_ON])
def test_the_only_one_failing_is_one_clear_error(tmp_path: Path, first: Talking, fault: str) -> None:
    asks = bench(tmp_path, first, models={"text": [first.name], "providers": {first.name: {"retries": 1}}})
    first.plan(fault, times=99, seconds=seconds(fault), route="POST .*")
    with pytest.raises(NoAnswer) as caught:
        asks.text.ask(post())
    said = str(caught.value)
    assert first.name in said and "adapt" in said
    assert asks.outcomes == [(first.name, "failed")]
    told = said + repr(caught.value) + "".join(step.model_dump_json() for step in asks.trail)
    assert KEY not in told and KEY[:10] not in told and "<html" not in told


@pytest.mark.parametrize("fault", ["refusal", "content_filter", "cut", "schema_violation"])
def test_what_was_of_no_use_is_in_the_books_all_the_same(tmp_path: Path, first: Talking, fault: str) -> None:
    asks = bench(tmp_path, first, models={"text": [first.name]})
    first.plan(fault, times=9)
    with pytest.raises(NoAnswer):
        asks.text.ask(post())
    assert asks.charged == pytest.approx(first.bills.usd)
    assert sum(step.usd for step in asks.trail) == pytest.approx(first.bills.usd)


def test_an_answer_with_thoughts_and_a_fence_is_read(tmp_path: Path) -> None:
    with serve(CompatibleStandIn()) as stand_in:
        asks = bench(tmp_path, stand_in, models={"text": ["compatible"]})
        stand_in.plan("fenced")
        assert isinstance(asks.text.ask(post()), Post)
        assert asks.outcomes == [("compatible", "answered")]


@pytest.mark.parametrize("fault", ["stream_cut", "stream_error"])
def test_a_stream_that_breaks_is_asked_for_again(tmp_path: Path, fault: str) -> None:
    with serve(AnthropicStandIn()) as stand_in:
        asks = bench(tmp_path, stand_in, models={"text": ["anthropic"]})
        stand_in.plan(fault)
        assert isinstance(asks.text.ask(post(words=900)), Post)
        assert stand_in.asked[0].body["stream"] is True
        assert asks.outcomes == [("anthropic", "answered")] and len(asks.slept) == 1


def test_a_stream_that_trickles_for_ever_is_given_up(tmp_path: Path) -> None:
    with serve(AnthropicStandIn(pause=0.45)) as stand_in:
        asks = bench(tmp_path, stand_in, models={"text": ["anthropic"], "providers": {"anthropic": {"retries": 0}}})
        with pytest.raises(NoAnswer, match="trickles"):
            asks.text.ask(post(words=900))


def test_a_slow_stream_is_read_to_its_end(tmp_path: Path) -> None:
    with serve(AnthropicStandIn(pause=0.12)) as stand_in:  # longer than a second in all, never a second silent
        asks = bench(tmp_path, stand_in, models={"text": ["anthropic"]})
        assert isinstance(asks.text.ask(post(words=900)), Post)
        assert asks.outcomes == [("anthropic", "answered")] and not asks.slept
