"""A name stands for a content: the same in every process, another for everything else."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.digest import digest, file_digest
from reprise.model import Document

plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(codec="utf-8"))
json_values = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcdef", max_size=4), inner, max_size=4)
)


class Scene(Document):
    title: str
    seconds: float


@given(json_values)
def test_a_value_has_one_name_of_32_hex_digits(value: Any) -> None:
    name = digest(value)
    assert name == digest(value)
    assert len(name) == 32
    assert set(name) <= set("0123456789abcdef")


@given(st.dictionaries(st.text("abcdef", max_size=4), json_values, min_size=2), st.randoms())
def test_the_order_of_keys_does_not_matter(value: dict[str, Any], chance: random.Random) -> None:
    items = list(value.items())
    chance.shuffle(items)
    assert digest(dict(items)) == digest(value)


@given(st.lists(plain, min_size=2, unique_by=repr))
def test_the_order_of_a_list_matters(values: list[Any]) -> None:
    assert digest(values) != digest(values[::-1])


@given(json_values, json_values)
def test_different_values_have_different_names(one: Any, other: Any) -> None:
    assert (digest(one) == digest(other)) == (repr(_sorted(one)) == repr(_sorted(other)))


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(each) for each in value] if isinstance(value, list) else value


@given(st.lists(st.binary(), min_size=1), st.integers(0, 3))
def test_parts_are_told_apart_wherever_they_are_cut(parts: list[bytes], at: int) -> None:
    joined = [*parts[:at], b"".join(parts[at:])]
    assert (digest(*joined) == digest(*parts)) == (joined == parts)


def test_text_bytes_and_paths_are_told_apart_or_not_as_they_mean() -> None:
    assert digest("a") != digest(b"a")
    assert digest(Path("a/b")) == digest("a/b")
    assert digest({"data": b"a"}) != digest({"data": b"b"})


def test_models_are_named_by_their_fields() -> None:
    assert digest(Scene(title="A", seconds=2)) == digest(Scene(title="A", seconds=2.0))
    assert digest([Scene(title="A", seconds=2)]) != digest([Scene(title="A", seconds=2.5)])


def test_sets_have_no_order() -> None:
    words = {f"word {number}" for number in range(50)}
    assert digest(words) == digest(frozenset(sorted(words, reverse=True)))


def test_what_has_no_stable_name_is_refused() -> None:
    with pytest.raises(TypeError, match="object has no stable content name"):
        digest({"value": object()})


def test_another_process_gives_the_same_name() -> None:
    code = "from reprise.digest import digest; print(digest({'b': 1, 'a': {'x', 'y', 'z'}}, b'bytes'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == digest({"a": {"z", "y", "x"}, "b": 1}, b"bytes")


def test_a_file_is_named_by_its_bytes_alone(tmp_path: Path) -> None:
    one, same, other = tmp_path / "one.png", tmp_path / "two.jpg", tmp_path / "three.png"
    one.write_bytes(b"picture")
    same.write_bytes(b"picture")
    other.write_bytes(b"another")
    assert file_digest(one) == file_digest(same) != file_digest(other)
