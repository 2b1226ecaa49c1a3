"""Prices: from the provider, the site's own, or the dated table; never guessed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.model_settings import OwnPrice
from reprise.models.failures import ModelError
from reprise.models.prices import PRICES, price_of, usd
from reprise.models.providers import PROVIDERS
from reprise.models.used import Used

LISTED = [(type_, model) for type_, models in PRICES.items() for model in models]


def test_tokens_cost_by_what_was_done_with_them() -> None:
    used = Used(input_tokens=10_000, cached_tokens=5_000, stored_tokens=2_000, output_tokens=3_000)
    price = price_of("anthropic", "claude-sonnet-5-5")
    assert price.of(used) == pytest.approx(0.010 * 2 + 0.005 * 0.1 + 0.002 * 2.5 + 0.003 * 10)


def test_a_long_request_costs_more_for_all_of_it() -> None:
    short, long = Used(input_tokens=100_000, output_tokens=1000), Used(input_tokens=100_001, output_tokens=1000)
    assert usd("anthropic", "claude-haiku-5-5", short) == pytest.approx(0.0105)
    assert usd("anthropic", "claude-haiku-5-5", long) == pytest.approx(5 * 0.0105, rel=1e-4)


def test_speech_pictures_and_sound_have_units_of_their_own() -> None:
    assert usd("elevenlabs", "eleven_flash_v2_5", Used(characters=2000, seconds=90)) == pytest.approx(0.1)
    assert usd("openai", "gpt-4o-mini-tts", Used(characters=1000, seconds=60)) == pytest.approx(0.01515)
    assert usd("fal", "fal-ai/flux/schnell", Used(images=2, megapixels=4)) == pytest.approx(0.012)
    assert usd("openai", "gpt-image-2.5-sunburst", Used(input_tokens=100, output_tokens=1000)) == pytest.approx(0.0305)


def test_what_the_provider_told_comes_before_the_sites_prices_and_those_before_the_table() -> None:
    own = OwnPrice(input=1.0, output=2.0, picture=0.5, characters=0.2)
    used = Used(input_tokens=1_000_000, images=2, characters=1000)
    assert usd("openai", "gpt-6-luna", used, own) == pytest.approx(1.0 + 1.0 + 0.2)
    assert usd("openai", "gpt-6-luna", Used(usd=0.25), own) == 0.25
    assert usd("compatible", "qwen3", used, own) == pytest.approx(2.2)


def test_what_the_site_runs_itself_and_stock_cost_nothing() -> None:
    used = Used(input_tokens=10**6, output_tokens=10**6, images=9)
    assert [usd(type_, "any", used) for type_ in ("compatible", "comfyui", "pexels", "pixabay")] == [0, 0, 0, 0]


def test_an_unknown_model_of_a_paid_provider_is_an_error_that_says_what_to_write() -> None:
    with pytest.raises(ModelError) as caught:
        usd("openai", "gpt-99", Used(), name="second")
    assert caught.value.kind == "validation"
    assert "models.providers.second.prices" in str(caught.value)


def test_a_dated_model_costs_what_it_costs_without_its_date() -> None:
    assert price_of("anthropic", "claude-haiku-4-5-20251001") is price_of("anthropic", "claude-haiku-4-5")
    assert price_of("openai", "gpt-5.5-2026-04-23") is price_of("openai", "gpt-5.5")


def test_every_default_model_of_a_paid_provider_has_a_price() -> None:
    for type_, facts in PROVIDERS.items():
        for model in facts.abilities.values():
            assert not facts.paid or price_of(type_, model)


@pytest.mark.parametrize(("type_", "model"), LISTED)
def test_every_price_says_where_and_when_it_was_read_and_charges_something(type_: str, model: str) -> None:
    price = PRICES[type_][model]  # type: ignore[index]
    assert re.search(r"20\d\d-\d\d", price.source)
    assert price.of(Used(1000, 1000, 1000, 1000, 1000, 60.0, 1, 1.0)) > 0


counts = st.integers(0, 10**6)


@given(st.sampled_from(LISTED), counts, counts, counts, counts)
def test_more_never_costs_less(listed: tuple[str, str], read: int, cached: int, written: int, more: int) -> None:
    type_, model = listed
    less = Used(input_tokens=read, cached_tokens=cached, output_tokens=written, images=1)
    greater = Used(input_tokens=read + more, cached_tokens=cached, output_tokens=written + more, images=2)
    assert 0 <= usd(type_, model, less) <= usd(type_, model, greater)  # type: ignore[arg-type]
