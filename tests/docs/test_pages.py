"""What the pages point at is there, and what they tell people to type can be typed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
from PIL import Image

from cli.main import reprise
from tests.docs.pages import PAGES, ROOT, anchors, fences, inline, links, named

TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
PAGE_NAMES = [named(page) for page in PAGES]


def commands(page: Path) -> list[str]:
    """Every line of a page's shell blocks, without variables before it and remarks behind it."""
    lines = [line for fence in fences(page, "sh") for line in fence.text.splitlines() if line.strip()]
    return [re.sub(r"^(?:[A-Z_]+=\S+ )+", "", line) for line in lines]


def mentioned(page: Path) -> list[str]:
    """Commands that a page names in a sentence."""
    said = [token.content for token in inline(page) if token.type == "code_inline"]
    return [text for text in said if re.match(r"(?:reprise|make) [a-z]", text)]


def understand(words: list[str]) -> None:
    """Parse a command of ours as typing it would, without doing anything."""
    if words[0] == "make":
        targets = {word for word in words[1:] if "=" not in word}
        assert targets, "make what?"
        assert targets <= TARGETS, f"make has no {targets - TARGETS}"
        return
    assert words[0] == "reprise"
    command: click.Command = reprise
    context = click.Context(reprise, info_name="reprise")
    rest = words[1:]
    while (
        isinstance(command, click.Group) and rest and not (command.invoke_without_command and rest[0].startswith("-"))
    ):
        name, rest = rest[0], rest[1:]
        found = command.get_command(context, name)
        assert found is not None, f"{command.name} has no {name}"
        command, context = found, click.Context(found, info_name=name, parent=context)
    if rest:
        command.make_context(command.name, rest, parent=context.parent)


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_links_and_pictures_lead_somewhere(name: str) -> None:
    page = ROOT / name
    lost = []
    for target in links(page):
        if re.match(r"https?://|mailto:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            lost.append(target)
    assert lost == []


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_commands_can_be_typed(name: str) -> None:
    known = {"reprise", "make"}
    for line in commands(ROOT / name):
        words = shlex.split(line, comments=True)
        if words[0] in known:
            understand(words)
        else:
            assert words[0] in ("docker", "dbt", "python", "git"), line
    for text in mentioned(ROOT / name):
        understand(shlex.split(text))


def test_every_command_is_toured_in_the_readme() -> None:
    toured = {shlex.split(line)[1] for line in commands(ROOT / "README.md") if line.startswith("reprise ")}
    assert toured == set(reprise.commands)


def test_pictures_are_small_and_whole() -> None:
    pictures = sorted((ROOT / "docs" / "images").iterdir())
    assert pictures
    for path in pictures:
        assert path.stat().st_size < 300_000
        with Image.open(path) as picture:
            picture.load()


def test_every_page_of_the_docs_is_reachable_from_the_readme() -> None:
    reached = {(ROOT / target).resolve() for target in links(ROOT / "README.md") if not target.startswith("http")}
    assert {page for page in PAGES if page.parent == ROOT / "docs"} <= reached


def test_the_constraints_name_packages_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    named = [line for line in lines if line and not line.startswith("#")]
    assert named
    assert [line for line in named if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line)] == []
