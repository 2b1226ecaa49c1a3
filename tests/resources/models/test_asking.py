"""Asking a chain: who is asked, what is sent back, what is noted, and what it says when nobody answers."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from reprise.models.failures import ModelError, NoAnswer
from resources.models.text.openai import OpenAIText
from sandbox.models.anthropic import AnthropicStandIn
from sandbox.models.compatible import CompatibleStandIn
from sandbox.models.mind import INVENTION, Mind
from sandbox.models.openai_text import OpenAIStandIn
from sandbox.models.server import serve
from tests.resources.models.asked import ARTICLE, Post, bench, post


def no_inventions(answer: Post) -> list[str]:
    return ["opening: Brandvold is not in the article."] if "Brandvold" in answer.model_dump_json() else []


def test_the_provider_is_a_line_in_the_sites_file(tmp_path: Path) -> None:
    with serve(OpenAIStandIn()) as openai, serve(AnthropicStandIn()) as anthropic:
        for name in ("openai", "anthropic"):
            folder = tmp_path / name
            folder.mkdir()
            asks = bench(folder, openai, anthropic, models={"text": name})
            asks.text.ask(post())
            assert asks.outcomes == [(name, "answered")]


def test_with_only_an_address_set_everything_goes_there(tmp_path: Path) -> None:
    with serve(CompatibleStandIn()) as stand_in:
        asks = bench(tmp_path, stand_in)
        assert asks.text.wants("adapt")
        asks.text.ask(post())
        step = asks.trail.steps[0]
        assert (step.provider, step.model, step.outcome) == ("compatible", "qwen3-32b", "answered")
        assert step.call and step.prompt == "adapt.v1"


def test_with_nothing_set_nobody_is_asked(tmp_path: Path) -> None:
    asks = bench(tmp_path)
    assert not asks.text.wants("adapt")
    with pytest.raises(NoAnswer, match="No model is set for the task 'adapt'"):
        asks.text.ask(post())


def test_a_task_has_its_own_chain(tmp_path: Path) -> None:
    with serve(OpenAIStandIn()) as openai, serve(AnthropicStandIn()) as anthropic:
        chains = {"text": "openai", "tasks": {"script": "anthropic:claude-sonnet-5-5", "kind": "extractive"}}
        asks = bench(tmp_path, openai, anthropic, models=chains)
        asks.text.ask(post())
        asks.text.ask(post(task="script"))
        assert [(step.provider, step.model) for step in asks.trail] == [
            ("openai", "gpt-6-luna"),
            ("anthropic", "claude-sonnet-5-5"),
        ]
        assert not asks.text.wants("kind")


def test_findings_are_sent_back_once_with_the_answer(tmp_path: Path) -> None:
    with serve(OpenAIStandIn(mind=Mind.careless())) as stand_in:
        asks = bench(tmp_path, stand_in)
        answer = asks.text.ask(post(no_inventions))
        assert "Brandvold" not in answer.model_dump_json()
        assert asks.outcomes == [("openai", "sent back"), ("openai", "answered")]
        assert "Brandvold is not in the article" in asks.trail.steps[0].reason
        first, again = stand_in.asked[0].body["input"], stand_in.asked[1].body["input"]
        assert first == again[:1] and INVENTION[:20] in again[1]["content"]
        assert "Brandvold is not in the article" in again[2]["content"]
        assert asks.charged == pytest.approx(stand_in.bills.usd)


def test_the_stubborn_are_passed_over_and_nothing_of_theirs_is_used(tmp_path: Path) -> None:
    with serve(OpenAIStandIn(mind=Mind.stubborn())) as stubborn, serve(AnthropicStandIn()) as honest:
        asks = bench(tmp_path, stubborn, honest)
        answer = asks.text.ask(post(no_inventions))
        assert "Brandvold" not in answer.model_dump_json()
        assert asks.outcomes == [("openai", "sent back"), ("openai", "failed"), ("anthropic", "answered")]
        assert len(stubborn.asked) == 2


def test_the_same_question_is_paid_once(tmp_path: Path) -> None:
    with serve(OpenAIStandIn()) as stand_in:
        asks = bench(tmp_path, stand_in)
        first, second = asks.text.ask(post()), asks.text.ask(post())
        assert first == second and len(stand_in.bills.all()) == 1
        assert asks.outcomes == [("openai", "answered"), ("openai", "found")]
        assert asks.trail.steps[1].usd == 0


def test_what_was_answered_is_found_when_the_provider_is_gone_and_its_key_too(tmp_path: Path) -> None:
    with serve(OpenAIStandIn()) as stand_in:
        asks = bench(tmp_path, stand_in, models={"text": ["openai"]})
        first = asks.text.ask(post())
    asks.env.clear()
    assert asks.text.ask(post()) == first


def test_the_error_says_what_each_of_them_said_and_what_to_do(tmp_path: Path) -> None:
    with serve(OpenAIStandIn()) as openai, serve(CompatibleStandIn()) as compatible:
        asks = bench(tmp_path, openai, compatible, models={"text": ["openai", "anthropic", "compatible"]})
        openai.plan("insufficient_quota")
        compatible.plan("refusal")
        with pytest.raises(NoAnswer) as caught:
            asks.text.ask(post())
    said = str(caught.value)
    assert "openai: The account at OpenAI has no money" in said
    assert "anthropic: Its key is not set." in said and "REPRISE_ANTHROPIC_KEY" in said
    assert "compatible: It declined" in said
    assert asks.outcomes == [("openai", "failed"), ("anthropic", "skipped"), ("compatible", "failed")]


def test_when_the_budget_is_spent_what_costs_nothing_goes_on(tmp_path: Path) -> None:
    with serve(OpenAIStandIn()) as paid, serve(CompatibleStandIn()) as free:
        asks = bench(tmp_path, paid, free, budget={"usd": 0.0})
        asks.text.ask(post())
        assert asks.outcomes == [("openai", "skipped"), ("compatible", "answered")]
        assert not paid.asked


def test_when_the_budget_is_spent_and_the_site_wants_to_wait_it_says_so(tmp_path: Path) -> None:
    with serve(OpenAIStandIn()) as paid, serve(CompatibleStandIn()) as free:
        asks = bench(tmp_path, paid, free, budget={"usd": 0.0, "when_spent": "wait"})
        with pytest.raises(ModelError) as caught:
            asks.text.ask(post())
        assert caught.value.kind == "budget" and not paid.asked and not free.asked


def test_a_slow_one_is_hedged_and_the_first_answer_taken(tmp_path: Path) -> None:
    with serve(OpenAIStandIn(delay=1.6)) as slow, serve(CompatibleStandIn()) as quick:
        models = {"hedge_after": 1.0, "providers": {"openai": {"timeout": 5}}}
        asks = bench(tmp_path, slow, quick, models=models)
        asks.text.ask(post())
        assert ("compatible", "answered") in asks.outcomes and ("openai", "skipped") in asks.outcomes
        deadline = time.monotonic() + 5
        while asks.charged < slow.bills.usd or not slow.bills.all():  # the loser is in the books as well
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_who_is_quick_enough_is_not_hedged(tmp_path: Path) -> None:
    with serve(OpenAIStandIn()) as first, serve(CompatibleStandIn()) as second:
        asks = bench(tmp_path, first, second, models={"hedge_after": 20})
        asks.text.ask(post())
        assert asks.outcomes == [("openai", "answered")] and not second.asked


def test_who_fails_at_once_is_followed_at_once_under_hedging(tmp_path: Path) -> None:
    with serve(OpenAIStandIn()) as first, serve(CompatibleStandIn()) as second:
        asks = bench(tmp_path, first, second, models={"hedge_after": 60})
        first.plan("invalid_key")
        asks.text.ask(post())
        assert asks.outcomes == [("openai", "failed"), ("compatible", "answered")]


def test_who_dies_while_an_answer_is_made_finds_it_again_and_pays_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(OpenAIStandIn()) as stand_in:
        asks = bench(tmp_path, stand_in, models={"text": ["openai"]}, background=True)

        def killed(self: OpenAIText, response: object) -> object:
            raise KeyboardInterrupt

        with monkeypatch.context() as dying:
            dying.setattr(OpenAIText, "_finished", killed)
            with pytest.raises(KeyboardInterrupt):
                asks.text.ask(post())
        assert len(stand_in.bills.all()) == 1
        assert isinstance(asks.text.ask(post()), Post)
        assert len(stand_in.bills.all()) == 1 and asks.charged == pytest.approx(stand_in.bills.usd)


def test_an_answer_whose_looks_all_fail_is_fetched_by_the_next_who_asks(tmp_path: Path) -> None:
    with serve(OpenAIStandIn(polls=2)) as stand_in:
        asks = bench(tmp_path, stand_in, models={"text": ["openai"]}, background=True)
        stand_in.plan("server_error", times=4, route="GET .*")
        assert isinstance(asks.text.ask(post()), Post)
        assert asks.outcomes == [("openai", "answered")] and len(stand_in.bills.all()) == 1


@pytest.mark.parametrize(("package", "stand_in"), [("openai", OpenAIStandIn()), ("anthropic", AnthropicStandIn())])
def test_a_package_that_is_not_installed_is_one_providers_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str, stand_in: OpenAIStandIn
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with serve(stand_in):
        asks = bench(tmp_path, stand_in)
        with pytest.raises(NoAnswer) as caught:
            asks.text.ask(post())
    assert f"The package {package} is not installed" in str(caught.value)
    assert "pip install" in str(caught.value)


@pytest.mark.parametrize("stand_in", [OpenAIStandIn(), AnthropicStandIn(), CompatibleStandIn()], ids=lambda s: s.name)
def test_the_articles_text_is_only_ever_in_the_users_part_and_tools_are_never_offered(
    tmp_path: Path, stand_in: OpenAIStandIn
) -> None:
    with serve(stand_in):
        bench(tmp_path, stand_in).text.ask(post())
        body = stand_in.asked[-1].body
    turns = body.get("input") or body["messages"]
    system = body.get("instructions") or body.get("system") or turns[0]["content"]
    assert ARTICLE not in system and turns[-1] == {"role": "user", "content": ARTICLE}
    assert not {"tools", "tool_choice", "functions"} & set(body)
