"""Logs are one JSON object a line, say what they are about, and never show a secret."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest

from resources.logs import JsonLines, secrets_of

META = {
    "run_id": "run-1",
    "job_name": "prepare",
    "step_key": "x__posts",
    "orig_message": "Written.",
    "job_tags": {"site": "demo", "article": "demo-a", "dagster/partition": "demo-a"},
}


def line(message: str = "prepare - run-1 - Written.", **extra: Any) -> str:
    record = logging.LogRecord("dagster", logging.WARNING, __file__, 1, message, None, extra.pop("exc_info", None))
    for name, value in extra.items():
        setattr(record, name, value)
    return JsonLines().format(record)


def test_a_record_says_what_it_is_about() -> None:
    entry = json.loads(line(dagster_meta=META))
    assert entry.pop("at").endswith("+00:00")
    assert entry == {
        "level": "warning",
        "message": "Written.",
        "job": "prepare",
        "run": "run-1",
        "step": "x__posts",
        "site": "demo",
        "article": "demo-a",
    }


def test_the_partition_stands_for_the_article_where_no_tag_does() -> None:
    entry = json.loads(line(dagster_meta={**META, "job_tags": {"dagster/partition": "demo-b"}}))
    assert entry["article"] == "demo-b"
    assert "site" not in entry


def test_a_record_from_elsewhere_is_a_line_too() -> None:
    assert json.loads(line("Grüße\nand more"))["message"] == "Grüße\nand more"
    assert "\n" not in line("Grüße\nand more")


def test_an_error_comes_with_its_frames_in_one_line() -> None:
    try:
        raise ZeroDivisionError("by zero")
    except ZeroDivisionError:
        text = line(exc_info=sys.exc_info())
    assert "ZeroDivisionError: by zero" in json.loads(text)["error"]
    assert "\n" not in text


def test_secrets_of_the_environment_are_blanked_wherever_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPRISE_X_TOKEN", "tok-1234567")
    monkeypatch.setenv("DATABASE_PASSWORD", "p4ssw0rd!")
    try:
        raise ValueError("401 for tok-1234567")
    except ValueError:
        text = line("Sent tok-1234567 with p4ssw0rd!", exc_info=sys.exc_info())
    assert "tok-1234567" not in text
    assert "p4ssw0rd!" not in text
    assert json.loads(text)["message"].startswith("Sent ")


@pytest.mark.parametrize("secret", ['with "quotes" in it', "back\\slash\\es", "ünïcode-secret"])
def test_a_secret_with_special_characters_is_blanked_too(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setenv("REPRISE_X_TOKEN", secret)
    entry = json.loads(line(f"Sent {secret}."))
    assert secret not in entry["message"]


def test_only_what_is_named_as_a_secret_and_long_enough_counts_as_one() -> None:
    env = {"REPRISE_X_TOKEN": "longenough", "OPENAI_API_KEY": "short", "HOME": "/home/kim", "CLIENT_SECRET": "123456"}
    assert secrets_of(env) == ("longenough", "123456")


@pytest.mark.parametrize("name", ["REPRISE_KEY", "REPRISE_X_CLIENT_SECRET", "MAGAZINE_SLACK_WEBHOOK"])
def test_keys_client_secrets_and_webhooks_count_as_secrets(name: str) -> None:
    assert secrets_of({name: "https://hooks.example.org/T1/abc"}) == ("https://hooks.example.org/T1/abc",)


def test_each_of_several_keys_is_blanked_where_it_stands_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPRISE_KEY", "newest-key=, oldest-key=")
    assert json.loads(line("Sealed with newest-key=, opened with oldest-key=."))["message"].count("key") == 0
