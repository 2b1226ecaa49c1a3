"""The picture providers' stand-ins refuse what the providers refuse, in their own words, and charge nothing for it."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from typing import Any

import av
import httpx
import pytest
from PIL import Image

from sandbox.models.comfyui import ComfyStandIn
from sandbox.models.fal import FalStandIn
from sandbox.models.openai_images import OpenAIImagesStandIn
from sandbox.models.pexels import PexelsStandIn
from sandbox.models.pixabay import PixabayStandIn
from sandbox.models.runware import RunwareStandIn
from sandbox.models.scenery import clip, picture
from sandbox.models.server import KEY, REFUSALS, StandIn, serve

STAND_INS = (OpenAIImagesStandIn, FalStandIn, RunwareStandIn, ComfyStandIn, PexelsStandIn, PixabayStandIn)


@pytest.fixture
def web() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=20) as client:
        yield client


def test_the_same_words_are_drawn_the_same_and_others_are_not() -> None:
    assert picture("a lamp", 640, 960) == picture("a lamp", 640, 960) != picture("a plug", 640, 960)
    with Image.open(io.BytesIO(picture("a lamp", 640, 960, "WEBP"))) as image:
        assert (image.size, image.format) == ((640, 960), "WEBP")


def test_clips_have_a_sound_that_nobody_asked_for() -> None:
    with av.open(io.BytesIO(clip("a lamp", 480, 640, 1.0)), mode="r") as container:
        assert (len(container.streams.video), len(container.streams.audio)) == (1, 1)


@pytest.mark.parametrize("stand_in", STAND_INS)
def test_every_refusal_is_an_error_of_its_kind(stand_in: type[StandIn], web: httpx.Client) -> None:
    with serve(stand_in()) as served:
        for kind in REFUSALS:
            served.plan(kind)
            assert web.get(f"{served.url}/anything").status_code >= 400
        assert served.bills.all() == ()


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"seed": 3}, "seed"),
        ({"model": "dall-e-3"}, "model"),
        ({"size": "1000x1000"}, "size"),
        ({"size": "4096x1024"}, "size"),
        ({"quality": "best"}, "quality"),
        ({"n": "one"}, "n"),
        ({"response_format": "url"}, "response_format"),
        ({"output_format": "png", "output_compression": 80}, "output_compression"),
    ],
)
def test_openai_refuses_what_its_own_types_do_not_know(web: httpx.Client, change: dict[str, Any], param: str) -> None:
    with serve(OpenAIImagesStandIn()) as served:
        body = {"model": "gpt-image-2.5-sunburst", "prompt": "A lamp", **change}
        headers = {"Authorization": f"Bearer {KEY}"}
        answer = web.post(f"{served.url}/v1/images/generations", json=body, headers=headers)
        assert answer.status_code in (400, 404)
        error = answer.json()["error"]
        assert set(error) == {"message", "type", "param", "code"}
        assert param in str(error["param"])
        assert served.bills.all() == ()


def test_openai_charges_by_size_and_quality(web: httpx.Client) -> None:
    with serve(OpenAIImagesStandIn()) as served:
        headers = {"Authorization": f"Bearer {KEY}"}
        for quality in ("low", "medium"):
            body = {"model": "gpt-image-1.5", "prompt": "A lamp", "size": "1024x1024", "quality": quality}
            answer = web.post(f"{served.url}/v1/images/generations", json=body, headers=headers).json()
            assert answer["usage"]["output_tokens"] == {"low": 272, "medium": 1056}[quality]
        low, medium = served.bills.all()
        assert medium.usd > 3 * low.usd


def test_fal_finds_fault_with_a_request_when_it_is_its_turn(web: httpx.Client) -> None:
    with serve(FalStandIn()) as served:
        web.headers["Authorization"] = f"Key {KEY}"
        accepted = web.post(f"{served.url}/fal-ai/flux/schnell", json={"prompt": "A lamp", "size": "big"}).json()
        assert accepted["status"] == "IN_QUEUE"
        states = [web.get(accepted["status_url"]) for _ in range(3)]
        assert [state.status_code for state in states] == [202, 202, 200]
        refused = web.get(accepted["response_url"])
        assert refused.status_code == 422
        assert refused.json()["detail"][0]["loc"] == ["body", "size"]
        assert served.bills.all() == ()
        assert web.get(f"{served.url}/fal-ai/flux/requests/none/status").status_code == 404
        web.headers["Authorization"] = f"Bearer {KEY}"
        assert web.post(f"{served.url}/fal-ai/flux/schnell", json={"prompt": "A lamp"}).status_code == 401


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"taskUUID": "1"}, "invalidTaskUUID"),
        ({"model": "runware:0@0"}, "invalidModel"),
        ({"width": 1000}, "invalidWidth"),
        ({"prompt": "A lamp"}, "unsupportedParameter"),
        ({"positivePrompt": "A"}, "invalidPositivePromptLength"),
        ({"outputType": "file"}, "invalidOutputType"),
        ({"height": True}, "invalidHeight"),
    ],
)
def test_runware_refuses_with_a_code(web: httpx.Client, change: dict[str, Any], code: str) -> None:
    with serve(RunwareStandIn()) as served:
        task = runware_task(**change)
        answer = web.post(f"{served.url}/v1", json=[task], headers={"Authorization": f"Bearer {KEY}"})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["code"] == code
        assert served.bills.all() == ()


def test_runware_draws_a_task_once(web: httpx.Client) -> None:
    with serve(RunwareStandIn()) as served:
        web.headers["Authorization"] = f"Bearer {KEY}"
        task = runware_task(includeCost=True)
        first = web.post(f"{served.url}/v1", json=[task]).json()["data"][0]
        assert first["cost"] == served.bills.usd
        again = web.post(f"{served.url}/v1", json=[task])
        assert again.json()["errors"][0]["code"] == "conflictTaskUUID"
        fetched = web.post(f"{served.url}/v1", json=[{"taskType": "getResponse", "taskUUID": task["taskUUID"]}])
        assert fetched.json()["data"][0]["imageBase64Data"] == first["imageBase64Data"]
        assert len(served.bills.all()) == 1
        assert web.post(f"{served.url}/v1", json=task).status_code == 400  # a task outside of an array


def runware_task(**change: Any) -> dict[str, Any]:
    return {
        "taskType": "imageInference", "taskUUID": str(uuid.uuid4()), "model": "runware:100@1", "width": 512,
        "height": 512, "positivePrompt": "A lamp", "outputType": "base64Data", **change,
    }  # fmt: skip


def test_comfyui_names_the_node_that_is_wrong(web: httpx.Client) -> None:
    with serve(ComfyStandIn()) as served:
        cases = (
            ({}, "no_prompt"),
            ({"1": {"class_type": "Nothing", "inputs": {}}}, "invalid_prompt"),
            ({"1": {"class_type": "VAELoader", "inputs": {"vae_name": "x.sft"}}}, "prompt_no_outputs"),
            ({"1": {"class_type": "SaveImage", "inputs": {"images": ["9", 0]}}}, "prompt_outputs_failed_validation"),
        )
        for graph, kind in cases:
            answer = web.post(f"{served.url}/prompt", json={"prompt": graph})
            assert (answer.status_code, answer.json()["error"]["type"]) == (400, kind)


@pytest.mark.parametrize(
    "params", [{}, {"query": "a", "per_page": 99}, {"query": "a", "locale": "xx"}, {"query": "a", "lang": "de"}]
)
def test_pexels_refuses_unknown_parameters(web: httpx.Client, params: dict[str, Any]) -> None:
    with serve(PexelsStandIn()) as served:
        headers = {"Authorization": KEY}
        assert web.get(f"{served.url}/v1/search", params=params, headers=headers).status_code == 400
        good = web.get(f"{served.url}/v1/videos/search", params={"query": "a"}, headers=headers)
        assert good.headers["x-ratelimit-remaining"] == "199"
        assert (
            web.get(
                f"{served.url}/v1/search", params={"query": "a"}, headers={"Authorization": f"Bearer {KEY}"}
            ).status_code
            == 401
        )


@pytest.mark.parametrize(
    "params", [{}, {"q": "a" * 101}, {"q": "a", "lang": "xx"}, {"q": "a", "per_page": 2}, {"q": "a", "locale": "de"}]
)
def test_pixabay_says_in_plain_text_what_is_out_of_range(web: httpx.Client, params: dict[str, Any]) -> None:
    with serve(PixabayStandIn()) as served:
        answer = web.get(f"{served.url}/api/", params={"key": KEY, **params})
        assert answer.status_code == 400
        assert answer.text.startswith("[ERROR 400]")
        assert web.get(f"{served.url}/api/", params={"q": "a"}).text.startswith(
            "[ERROR 400] Invalid or missing API key"
        )
