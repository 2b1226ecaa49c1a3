"""Pictures that models draw: bought once, found again, fetched after a crash, checked before they are kept; every
fault of a provider ends in a picture, or in one clear note."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from reprise.models.buying import Answered, Slip
from reprise.models.failures import ModelError
from resources.pictures import comfyui, fal, runware
from resources.pictures.base import Generated
from sandbox.models.comfyui import ComfyStandIn
from sandbox.models.fal import FalStandIn
from sandbox.models.openai_images import OpenAIImagesStandIn
from sandbox.models.runware import RunwareStandIn
from sandbox.models.scenery import SPOILED
from sandbox.models.server import KEY, StandIn, serve
from tests.resources.pictures.providing import WORKFLOW, Studio, wish

STAND_INS: Mapping[str, Callable[[], StandIn]] = {
    "openai": OpenAIImagesStandIn,
    "fal": FalStandIn,
    "runware": RunwareStandIn,
    "comfyui": ComfyStandIn,
}
QUEUED = ("fal", "runware", "comfyui")


@pytest.fixture(params=STAND_INS)
def played(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[StandIn, Studio]]:
    """Each provider, alone in a site's chain."""
    with serve(STAND_INS[request.param]()) as stand_in:
        yield stand_in, studio_of(stand_in, tmp_path)


def studio_of(stand_in: StandIn, folder: Path, *, chain: tuple[str, ...] = (), **more: Any) -> Studio:
    (folder / "workflow.json").write_text(json.dumps(WORKFLOW), encoding="utf-8")
    settings = {"comfyui": {"workflow": "workflow.json"}, **more.pop("settings", {})}
    return Studio(folder, (stand_in,), chain or (stand_in.name,), settings=settings, **more)


def test_a_wish_becomes_a_picture_of_its_shape_and_is_paid_for_once(played: tuple[StandIn, Studio]) -> None:
    stand_in, studio = played
    first = studio.choose(wish())
    (picture,) = first.pictures
    assert first.notes == ()
    assert picture.kind == "generated"
    assert picture.model
    with Image.open(studio.media.path(picture.media)) as image:
        assert image.size == (picture.media.width, picture.media.height)
        assert 0.5 < image.width / image.height < 0.7
        assert image.mode == "RGB"
    assert studio.choose(wish()) == first
    assert studio.outcomes == [(stand_in.name, "found")]
    assert len(stand_in.bills.all()) == 1
    assert studio.ledger == pytest.approx(stand_in.bills.usd, abs=1e-6)
    assert studio.in_doubt == 0


def test_another_scene_changes_nothing_of_the_first(played: tuple[StandIn, Studio]) -> None:
    stand_in, studio = played
    one = studio.choose(wish("hook"), wish("point-1", about="lamp plug"))
    other = studio.choose(wish("hook"), wish("point-1", about="lamp holder"))
    assert other.of("hook") == one.of("hook")
    assert other.of("point-1") != one.of("point-1")
    assert len(stand_in.bills.all()) == 3
    assert studio.ledger == pytest.approx(stand_in.bills.usd, abs=1e-6)


def test_two_scenes_with_the_same_words_get_two_pictures(played: tuple[StandIn, Studio]) -> None:
    _, studio = played
    chosen = studio.choose(wish("hook"), wish("point-1"))
    assert len({picture.media.key for picture in chosen.pictures}) == 2


def test_wide_and_square_films_get_pictures_of_their_shape(played: tuple[StandIn, Studio]) -> None:
    _, studio = played
    wide, square = studio.choose(wish("a", width=1920, height=1080), wish("b", width=1080, height=1080)).pictures
    assert wide.media.width and wide.media.height and wide.media.width > 1.4 * wide.media.height
    assert square.media.width == square.media.height


@pytest.mark.parametrize("kind", ["rate_limit", "server_error", "unavailable", "overloaded"])
def test_what_passes_is_tried_again(played: tuple[StandIn, Studio], kind: str) -> None:
    stand_in, studio = played
    stand_in.plan(kind, seconds=3, route="POST .*")
    (picture,) = studio.choose(wish()).pictures
    assert picture.kind == "generated"
    assert studio.slept
    assert studio.ledger == pytest.approx(stand_in.bills.usd, abs=1e-6)


def test_a_wait_that_is_asked_for_is_kept(tmp_path: Path) -> None:
    with serve(OpenAIImagesStandIn()) as stand_in:
        studio = studio_of(stand_in, tmp_path)
        stand_in.plan("rate_limit", seconds=7)
        assert studio.choose(wish()).pictures
        assert studio.slept[0] >= 7


@pytest.mark.parametrize(("kind", "said"), [("invalid_key", "key"), ("insufficient_quota", "money or allowance")])
def test_what_only_an_operator_can_mend_is_said_once(tmp_path: Path, kind: str, said: str) -> None:
    for name in ("openai", "fal", "runware"):
        with serve(STAND_INS[name]()) as stand_in:
            studio = studio_of(stand_in, _made(tmp_path / name))
            stand_in.plan(kind, times=5)
            chosen = studio.choose(wish(), wish("point-1", about="lamp plug"))
            assert chosen.pictures == ()
            assert len(chosen.notes) == 2
            assert said in chosen.notes[0] or "credit" in chosen.notes[0] or "redit" in chosen.notes[0]
            assert KEY not in "".join(chosen.notes)
            assert stand_in.bills.usd == 0 == studio.ledger


@pytest.mark.parametrize("how", SPOILED)
def test_a_file_that_is_no_usable_picture_is_never_kept(played: tuple[StandIn, Studio], how: str) -> None:
    stand_in, studio = played
    stand_in.plan(how)
    chosen = studio.choose(wish())
    assert chosen.pictures == ()
    (note,) = chosen.notes
    assert note.startswith(f"hook: no picture from outside. {stand_in.name}: ")
    assert studio.ledger == pytest.approx(stand_in.bills.usd, abs=1e-6)  # what was drawn was paid for
    assert not list((studio.folder / "media").glob("answers/*/*.jpg"))
    assert studio.choose(wish()).pictures  # the next time it draws another


def test_what_a_filter_declines_is_left_to_the_next_in_the_chain(tmp_path: Path) -> None:
    cases = (
        ("openai", "moderated"),
        ("fal", "nsfw"),
        ("fal", "content_policy"),
        ("runware", "nsfw"),
        ("runware", "content_policy"),
    )
    for name, how in cases:
        with ExitStack() as stack:
            stand_in = stack.enter_context(serve(STAND_INS[name]()))
            other = stack.enter_context(serve(ComfyStandIn()))
            folder = _made(tmp_path / f"{name}-{how}")
            (folder / "workflow.json").write_text(json.dumps(WORKFLOW), encoding="utf-8")
            settings = {"comfyui": {"workflow": "workflow.json"}}
            studio = Studio(folder, (stand_in, other), (name, "comfyui"), settings=settings)
            stand_in.plan(how)
            (picture,) = studio.choose(wish()).pictures
            assert picture.service == "ComfyUI"
            assert studio.outcomes == [(name, "failed"), ("comfyui", "answered")]
            assert studio.ledger == pytest.approx(stand_in.bills.usd, abs=1e-6)


@pytest.mark.parametrize("name", QUEUED)
def test_a_job_that_fails_is_asked_again_and_charged_as_the_provider_does(name: str, tmp_path: Path) -> None:
    with serve(STAND_INS[name]()) as stand_in:
        studio = studio_of(stand_in, tmp_path)
        stand_in.plan("failed_job")
        assert studio.choose(wish()).pictures
        assert studio.ledger == pytest.approx(stand_in.bills.usd, abs=1e-6)


@pytest.mark.parametrize("name", QUEUED)
def test_a_job_that_never_ends_is_given_up_and_found_again_by_its_name(name: str, tmp_path: Path) -> None:
    with serve(STAND_INS[name]()) as stand_in:
        studio = studio_of(stand_in, tmp_path)
        stand_in.plan("never_ends")
        chosen = studio.choose(wish())
        assert chosen.pictures == ()
        assert "not ready after 2 seconds" in chosen.notes[0]
        posts = [each for each in stand_in.asked if each.method == "POST"]
        sent = [each for each in posts if "getResponse" not in json.dumps(each.body)]
        assert len(sent) == 1  # it waits for the one that it has
        assert len(studio.store.calls.open()) == 1


@pytest.mark.parametrize("kind", ["drop_after", "timeout_after", "truncated"])
def test_an_answer_lost_on_the_way_is_fetched_where_the_provider_can(tmp_path: Path, kind: str) -> None:
    for name, route in (
        ("fal", "GET .*/status"),
        ("fal", "GET .*/requests/[^/]*"),
        ("runware", "POST /v1"),
        ("comfyui", "GET /history.*"),
    ):
        if kind == "truncated" and name == "runware":
            continue  # half an answer to a submission says nothing else than a lost one
        with serve(STAND_INS[name]()) as stand_in:
            studio = studio_of(
                stand_in,
                _made(tmp_path / f"{name}{kind}{len(route)}"),
                settings={name: {"timeout": 1, "retries": 2}} if name != "comfyui" else {},
            )
            stand_in.plan(kind, seconds=3, route=route)
            chosen = studio.choose(wish())
            assert chosen.pictures, chosen.notes
            assert len(stand_in.bills.all()) == 1
            assert studio.ledger == pytest.approx(stand_in.bills.usd, abs=1e-6)
            assert studio.in_doubt == 0


def test_an_answer_that_cannot_be_fetched_is_booked_as_in_doubt(tmp_path: Path) -> None:
    with serve(OpenAIImagesStandIn()) as stand_in:
        studio = studio_of(stand_in, tmp_path)
        stand_in.plan("drop_after")
        assert studio.choose(wish()).pictures
        assert len(stand_in.bills.all()) == 2
        one = stand_in.bills.all()[0].usd
        assert studio.ledger == pytest.approx(one, abs=1e-6)
        assert studio.in_doubt >= one


class Killed(BaseException):
    """The process dies."""


@pytest.mark.parametrize("name", QUEUED)
def test_a_job_whose_process_was_killed_is_gone_on_with(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    painter: Any = {"fal": fal.FalPainter, "runware": runware.RunwarePainter, "comfyui": comfyui.ComfyPainter}[name]
    waits = {"fal": "_outcome", "runware": "_fetched", "comfyui": "_outcome"}[name]
    with serve(STAND_INS[name]()) as stand_in:
        studio = studio_of(stand_in, tmp_path)
        real = getattr(painter, waits)

        def die(*_: Any) -> Answered:
            raise Killed

        monkeypatch.setattr(painter, waits, die)
        with pytest.raises(Killed):
            studio.choose(wish())
        monkeypatch.setattr(painter, waits, real)
        (picture,) = studio.choose(wish()).pictures
        assert picture.kind == "generated"
        assert len(stand_in.bills.all()) == 1
        assert studio.ledger == pytest.approx(stand_in.bills.usd, abs=1e-6)
        assert studio.in_doubt == 0


def test_a_task_that_runware_never_saw_is_sent_again_under_its_name(tmp_path: Path) -> None:
    with serve(RunwareStandIn()) as stand_in:
        studio = studio_of(stand_in, tmp_path, settings={"runware": {"timeout": 1, "retries": 2}})
        stand_in.plan("drop", route="POST /v1")
        assert studio.choose(wish()).pictures
        tasks = [row["taskUUID"] for each in stand_in.asked for row in each.body if row["taskType"] == "imageInference"]
        assert len(set(tasks)) == 1
        assert len(stand_in.bills.all()) == 1
        assert studio.in_doubt == 0


def test_a_task_that_runware_has_forgotten_is_not_drawn_under_its_name_again(tmp_path: Path) -> None:
    with serve(RunwareStandIn()) as stand_in:
        studio = studio_of(stand_in, tmp_path)
        stand_in.plan("expired")
        studio.choose(wish())
        tasks = [row["taskUUID"] for each in stand_in.asked for row in each.body if row["taskType"] == "imageInference"]
        assert len(stand_in.bills.all()) == len(set(tasks))


def test_an_outcome_that_fal_has_forgotten_is_in_doubt_and_drawn_anew(tmp_path: Path) -> None:
    with serve(FalStandIn()) as stand_in:
        studio = studio_of(stand_in, tmp_path)
        stand_in.plan("expired")
        chosen = studio.choose(wish())
        assert chosen.pictures or chosen.notes
        booked = studio.ledger + studio.in_doubt
        assert booked == pytest.approx(stand_in.bills.usd, abs=1e-6)


def test_the_key_goes_to_no_other_host(tmp_path: Path) -> None:
    with serve(FalStandIn()) as stand_in:
        studio = studio_of(stand_in, tmp_path)
        stand_in.plan("foreign_address")
        chosen = studio.choose(wish())
        assert "not its own" in chosen.notes[0]


def test_older_comfyui_servers_name_the_job_themselves(tmp_path: Path) -> None:
    with serve(ComfyStandIn(adopts=False)) as stand_in:
        studio = studio_of(stand_in, tmp_path)
        assert studio.choose(wish()).pictures
        (call,) = studio.store.calls.of("demo-lamps")
        assert call.handle["prompt_id"] != call.id


def test_a_comfyui_that_restarted_is_asked_anew(tmp_path: Path) -> None:
    with serve(ComfyStandIn()) as stand_in:
        studio = studio_of(stand_in, tmp_path)
        stand_in.plan("forgets")
        assert studio.choose(wish()).pictures


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("{{seed}}", "lacks {{seed}}"),
        ("{{prompt}}", "lacks {{prompt}}"),
        ('"{{width}}"', "lacks {{width}}"),
    ],
)
def test_a_workflow_without_its_fields_is_told_apart_at_once(tmp_path: Path, change: str, said: str) -> None:
    with serve(ComfyStandIn()) as stand_in:
        studio = studio_of(stand_in, tmp_path)
        text = json.dumps(WORKFLOW).replace(change, "1")
        (tmp_path / "workflow.json").write_text(text, encoding="utf-8")
        chosen = studio.choose(wish())
        assert said in chosen.notes[0]
        assert stand_in.asked == []


@pytest.mark.parametrize(
    ("workflow", "said"), [("{", "as JSON"), ('{"nodes": []}', "API format"), ('{"1": {"inputs": {}}}', "Node 1")]
)
def test_what_is_no_workflow_is_told_apart_at_once(tmp_path: Path, workflow: str, said: str) -> None:
    with serve(ComfyStandIn()) as stand_in:
        studio = studio_of(stand_in, tmp_path)
        (tmp_path / "workflow.json").write_text(workflow, encoding="utf-8")
        assert said in studio.choose(wish()).notes[0]


def test_a_workflow_that_the_server_cannot_run_names_its_node(tmp_path: Path) -> None:
    with serve(ComfyStandIn()) as stand_in:
        studio = studio_of(stand_in, tmp_path)
        text = json.dumps(WORKFLOW).replace('"steps": 4', '"steps": "four"')
        (tmp_path / "workflow.json").write_text(text, encoding="utf-8")
        assert "node 5" in studio.choose(wish()).notes[0]


def test_words_that_look_like_a_field_stay_words(tmp_path: Path) -> None:
    with serve(ComfyStandIn()) as stand_in:
        studio = studio_of(stand_in, tmp_path)
        assert studio.choose(wish(prompt="A lamp, {{seed}} and {{width}}.")).pictures
        (sent,) = [each.body["prompt"] for each in stand_in.asked if each.method == "POST"]
        assert sent["2"]["inputs"]["text"] == "A lamp, {{seed}} and {{width}}."
        assert isinstance(sent["5"]["inputs"]["seed"], int)


def test_a_server_of_ones_own_that_is_down_is_not_waited_for(tmp_path: Path) -> None:
    with serve(ComfyStandIn()) as stand_in:
        studio = studio_of(stand_in, tmp_path)
        stand_in.plan("unavailable", times=9, route="GET /system_stats")
        chosen = studio.choose(wish())
        assert chosen.pictures == ()
        assert [each for each in stand_in.asked if each.method == "POST"] == []


def test_a_spent_budget_leaves_films_without_and_says_so(tmp_path: Path) -> None:
    with serve(FalStandIn()) as stand_in:
        studio = studio_of(stand_in, tmp_path, changes={"budget": {"usd": 0.004}})
        chosen = studio.choose(wish("hook"), wish("point-1", about="lamp plug"))
        assert [picture.scene for picture in chosen.pictures] == ["hook"]
        assert "budget" in chosen.notes[0]
        assert len(stand_in.bills.all()) == 1


def test_a_site_that_waits_for_its_budget_waits(tmp_path: Path) -> None:
    with serve(FalStandIn()) as stand_in:
        studio = studio_of(stand_in, tmp_path, changes={"budget": {"usd": 0.001, "when_spent": "wait"}})
        with pytest.raises(ModelError) as error:
            studio.choose(wish())
        assert error.value.kind == "budget"
        assert stand_in.asked == []


def test_nothing_of_the_prompts_wording_decides_but_itself(tmp_path: Path) -> None:
    """The slip's name is the call's; what is asked is the wish's alone."""
    seen: list[str] = []
    with serve(RunwareStandIn()) as stand_in:
        studio = studio_of(stand_in, tmp_path)
        pictures = studio.open()
        _, provider = pictures._open("runware")
        assert isinstance(provider, Generated)
        real = provider._painter.send

        def send(asked: Any, variant: int, slip: Slip) -> Answered:
            seen.append(slip.id)
            return real(asked, variant, slip)

        provider._painter.send = send  # type: ignore[method-assign]
        (picture,) = pictures.choose([wish()]).pictures
        assert [picture.call] == seen


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
