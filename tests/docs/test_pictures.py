"""The page about pictures says what the code does."""

from __future__ import annotations

import json
from pathlib import Path

import regex

from reprise.models.providers import PROVIDERS
from reprise.prompts.prompt import FOLDER
from reprise.video.pictures.wishes import PROMPT
from resources.pictures.chain import PICTURES
from resources.pictures.comfyui import Workflow
from resources.pictures.pexels import PexelsLibrary
from resources.pictures.pixabay import PixabayLibrary

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "pictures.md").read_text(encoding="utf-8")


def test_every_provider_of_pictures_has_a_row_and_a_module() -> None:
    able = {name for name, facts in PROVIDERS.items() if {"picture", "stock"} & set(facts.abilities)}
    assert set(PICTURES) == able
    rows = set(regex.findall(r"^\| `(\w+)` \|", PAGE, regex.M))
    assert rows == able


def test_the_workflow_shown_is_one_that_is_taken(tmp_path: Path) -> None:
    (shown,) = regex.findall(r"```json\n(.*?)```", PAGE, regex.S)
    path = tmp_path / "flux.json"
    path.write_text(shown, encoding="utf-8")
    filled = Workflow(path, "the page").filled(prompt="A lamp", width=832, height=1472, seed=7)
    assert filled["4"]["inputs"] == {"width": 832, "height": 1472, "batch_size": 1}
    assert json.loads(shown)["2"]["inputs"]["text"] == "{{prompt}}"


def test_the_prompt_named_is_the_one_that_is_used() -> None:
    assert f"reprise/prompts/texts/{PROMPT}.md" in PAGE
    assert (FOLDER / f"{PROMPT}.md").is_file()


def test_the_languages_counted_are_those_that_are_searched_in() -> None:
    pexels, pixabay = regex.search(r"Pexels knows (\d+)\s+languages, Pixabay (\d+)", PAGE).groups()  # type: ignore[union-attr]
    assert (int(pexels), int(pixabay)) == (
        len(PexelsLibrary.languages - {"nb"}),  # the same as "no"
        len(PixabayLibrary.languages - {"nb"}),
    )
