"""The page on video tools lists every command and every step, with what it takes."""

from __future__ import annotations

from typing import get_args

import yaml

from cli.commands.video import video
from reprise.video.tools.steps import Step, read_steps
from tests.docs.pages import ROOT, coded, fences, rows

PAGE = ROOT / "docs" / "video-tools.md"


def test_every_command_is_listed() -> None:
    listed = {coded(row[0])[0] for row in rows(PAGE, "Command")}
    assert listed == {f"reprise video {name}" for name in video.commands}


def test_every_command_has_an_example() -> None:
    shown = {line.split()[2] for fence in fences(PAGE, "sh") for line in fence.text.splitlines()}
    assert shown == set(video.commands)


def test_every_step_is_listed_with_all_it_takes() -> None:
    listed = {coded(row[0])[0]: coded(row[1]) for row in rows(PAGE, "Step")}
    kinds = get_args(get_args(Step)[0])
    assert listed == {
        kind.model_fields["do"].default: [name for name in kind.model_fields if name != "do"] for kind in kinds
    }


def test_the_steps_that_are_shown_can_be_taken() -> None:
    (shown,) = fences(PAGE, "yaml")
    config = yaml.safe_load(shown.text)["ops"]["process_film"]["config"]
    assert [step.do for step in read_steps(config["steps"])] == ["trim", "reframe", "bumpers", "compress"]
