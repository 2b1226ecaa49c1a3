"""Texts that were cut in the middle of a character."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.characters import load_json, whole
from reprise.store.records import SceneEdit
from reprise.video.script import Cue


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("cut \ud83d here", "cut \ufffd here"),
        ("\udfff", "\ufffd"),
        ("joined \ud83d\ude00", "joined 😀"),
        ("whole 😀 and é", "whole 😀 and é"),
    ],
)
def test_halves_are_joined_or_replaced(text: str, wanted: str) -> None:
    assert whole(text) == wanted
    assert load_json(json.dumps({"a": [text]})) == {"a": [wanted]}
    assert load_json(json.dumps([text]).encode()) == [wanted]


@given(st.text(st.characters()))
def test_every_text_can_be_kept_and_whole_ones_stay(text: str) -> None:
    kept = whole(text)
    kept.encode()
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert kept == text


def test_what_a_scene_says_and_shows_is_whole() -> None:
    assert SceneEdit(narration="a \ud83d", on_screen="\udc80").narration == "a \ufffd"
    assert Cue(kind="list", text="\ud83d", items=("\ud83d",)).items == ("\ufffd",)
