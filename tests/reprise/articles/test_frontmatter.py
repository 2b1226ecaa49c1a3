from __future__ import annotations

import pytest

from reprise.articles.frontmatter import is_published, split, value, word, words
from reprise.errors import BadInput


@pytest.mark.parametrize(
    "text",
    [
        "---\nTitle: Hello\ntags: [a, b]\n---\nBody\n",
        '+++\ntitle = "Hello"\ntags = ["a", "b"]\n+++\nBody\n',
        '{"title": "Hello", "tags": ["a", "b"]}\nBody\n',
        "title: Hello\ntags:\n- a\n- b\n---\nBody\n",
        "\ufeff---\ntitle: Hello\ntags: a, b\n...\nBody\n",
    ],
)
def test_yaml_toml_json_and_hexo_heads_are_read(text: str) -> None:
    metadata, body = split(text, where="a.md")
    assert (metadata["title"], words(metadata["tags"]), body) == ("Hello", ("a", "b"), "Body\n")


@pytest.mark.parametrize("text", ["Just text", "{ not json", "---\nno end of a rule", "# Title\n\n---\n\ntext"])
def test_a_body_without_a_head_stays_whole(text: str) -> None:
    assert split(text, where="a.md") == ({}, text)


def test_a_broken_head_names_file_and_line() -> None:
    with pytest.raises(BadInput, match=r"a\.md:3: Its front matter cannot be read"):
        split("---\ntitle: ok\nsummary: one: two\n---\ntext", where="a.md")


@pytest.mark.parametrize("head", ["- a\n- b", "just words", "date: 2020-13-45", "a: !!python/object:os.system {}"])
def test_heads_that_are_no_fields_are_one_clear_error(head: str) -> None:
    with pytest.raises(BadInput, match="front matter"):
        split(f"---\n{head}\n---\ntext", where="a.md")


def test_a_bomb_of_aliases_is_never_unfolded() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    metadata, _ = split("---\n" + "\n".join([*lines, "title: *a29", "tags: *a29"]) + "\n---\ntext", where="a.md")
    assert word(metadata["title"]) == ""
    assert words(metadata["tags"]) == ()


def test_an_endless_head_is_refused() -> None:
    with pytest.raises(BadInput, match="64 KB"):
        split("---\n" + "x: y\n" * 20_000 + "---\n", where="a.md")


def test_people_may_be_written_in_many_ways() -> None:
    assert words([{"name": "Ada", "url": "x"}, "Grace"]) == ("Ada", "Grace")
    assert words({"name": "Ada"}) == ("Ada",)
    assert words("Ada, Grace") == ("Ada", "Grace")


@pytest.mark.parametrize(
    "metadata", [{"draft": True}, {"draft": "true"}, {"published": False}, {"status": "Draft"}, {"hidden": True}]
)
def test_drafts_are_not_published(metadata: dict[str, object]) -> None:
    assert not is_published(metadata)


def test_everything_else_is_published() -> None:
    assert is_published({"draft": False, "published": True})
    assert is_published({"published": "2026-01-01"})


def test_empty_fields_are_passed_over() -> None:
    assert value({"description": "", "summary": None, "excerpt": "x"}, "description") == "x"
