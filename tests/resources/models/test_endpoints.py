from __future__ import annotations

from typing import Any

import pytest

from reprise.errors import BadSettings
from reprise.models.failures import ModelError
from reprise.models.providers import PROVIDERS
from resources.models.endpoints import available, expand, resolve
from tests.builders import make_site


def site_with(**models: Any) -> Any:
    return make_site(models=models)


def test_a_provider_is_the_table_then_the_environment_then_the_sites_file() -> None:
    bare = resolve(site_with(), "openai", "text", {})
    assert (bare.url, bare.model) == (PROVIDERS["openai"].url, PROVIDERS["openai"].abilities["text"])
    env = {"REPRISE_OPENAI_URL": "http://proxy/v1/", "REPRISE_OPENAI_MODEL": "gpt-5.5", "REPRISE_OPENAI_KEY": "k"}
    told = resolve(site_with(), "openai", "text", env)
    assert (told.url, told.model, told.key) == ("http://proxy/v1", "gpt-5.5", "k")
    own = site_with(providers={"openai": {"url": "http://own", "model": "gpt-6-sol", "key_env": "DEMO_KEY"}})
    set_ = resolve(own, "openai", "text", {**env, "DEMO_KEY": "other"})
    assert (set_.url, set_.model, set_.key) == ("http://own", "gpt-6-sol", "other")
    assert resolve(own, "openai:gpt-5.4-mini", "text", env).model == "gpt-5.4-mini"


def test_a_name_with_a_hyphen_has_a_variable_with_an_underscore() -> None:
    site = site_with(providers={"my-vllm": {"type": "compatible"}})
    found = resolve(site, "my-vllm", "text", {"REPRISE_MY_VLLM_URL": "http://gpu:8000"})
    assert found.url == "http://gpu:8000" and found.ready


def test_a_text_model_that_is_set_draws_no_pictures() -> None:
    site = site_with(
        providers={"openai": {"model": "gpt-6-sol"}, "painter": {"type": "openai", "model": "gpt-image-1.5"}}
    )
    assert resolve(site, "openai", "picture", {}).model == PROVIDERS["openai"].abilities["picture"]
    assert resolve(site, "painter", "picture", {}).model == "gpt-image-1.5"


def test_a_key_is_in_no_repr() -> None:
    found = resolve(site_with(), "openai", "text", {"REPRISE_OPENAI_KEY": "sk-secret"})
    assert "sk-secret" not in repr(found)


@pytest.mark.parametrize(
    ("entry", "kind", "remedy"),
    [
        ("openai", "auth", "REPRISE_OPENAI_KEY"),
        ("anthropic", "auth", "REPRISE_ANTHROPIC_KEY"),
        ("compatible", "unavailable", "REPRISE_COMPATIBLE_URL"),
    ],
)
def test_what_is_not_set_is_named(entry: str, kind: str, remedy: str) -> None:
    with pytest.raises(ModelError) as caught:
        resolve(site_with(), entry, "text", {}).require()
    assert caught.value.kind == kind and remedy in str(caught.value)


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"REPRISE_OPENAI_KEY": "sk-\N{EM DASH}x"}, "Copy it to REPRISE_OPENAI_KEY"),
        ({"REPRISE_OPENAI_KEY": "sk-a\nb"}, "Copy it to REPRISE_OPENAI_KEY"),
        ({"REPRISE_OPENAI_KEY": "k", "REPRISE_OPENAI_URL": "gpu:8000"}, "Correct REPRISE_OPENAI_URL"),
    ],
)
def test_what_cannot_be_a_key_or_an_address_is_told_before_anything_is_sent(env: dict[str, str], said: str) -> None:
    with pytest.raises(ModelError, match=said) as caught:
        resolve(site_with(), "openai", "text", env).require()
    assert "sk-" not in str(caught.value)


def test_auto_is_who_has_a_key_or_an_address_in_the_tables_order() -> None:
    site = site_with(providers={"gpu": {"type": "compatible", "url": "http://gpu:8000"}})
    assert available(site, "text", {}) == ("gpu",)
    env = {"REPRISE_ANTHROPIC_KEY": "a", "REPRISE_OPENAI_KEY": "o", "REPRISE_FAL_KEY": "f"}
    assert available(site, "text", env) == ("openai", "anthropic", "gpu")
    assert available(site, "picture", env) == ("openai", "fal")
    assert expand(site, ("gpu", "auto"), "text", env) == ["gpu", "openai", "anthropic"]


def test_the_built_in_writer_ends_a_chain() -> None:
    assert expand(site_with(), ("openai", "extractive", "anthropic"), "text", {}) == ["openai"]
    assert expand(site_with(), ("extractive",), "text", {"REPRISE_OPENAI_KEY": "o"}) == []


def test_who_cannot_do_it_is_bad_settings() -> None:
    with pytest.raises(BadSettings, match="nothing for text"):
        resolve(site_with(), "fal", "text", {})
    with pytest.raises(BadSettings, match="no provider"):
        resolve(site_with(), "nobody", "text", {})
