"""The stand-ins of text models, spoken to through the providers' own SDKs: they answer as the SDKs expect, plain and as
streams, and refuse what the real ones refuse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import anthropic
import httpx
import openai
import pytest

from resources.models.text.schemas import strict_schema
from sandbox.models.anthropic import AnthropicStandIn
from sandbox.models.compatible import CompatibleStandIn
from sandbox.models.openai_text import OpenAIStandIn
from sandbox.models.server import KEY, REFUSALS, serve
from sandbox.models.talking import Talking
from tests.resources.models.asked import ARTICLE, Post

SCHEMA = strict_schema(Post)
LOOSE = {"type": "object", "properties": {"a": {"type": "string"}}}


@pytest.fixture
def openai_there() -> Iterator[OpenAIStandIn]:
    with serve(OpenAIStandIn()) as running:
        yield running


@pytest.fixture
def anthropic_there() -> Iterator[AnthropicStandIn]:
    with serve(AnthropicStandIn()) as running:
        yield running


@pytest.fixture
def compatible_there() -> Iterator[CompatibleStandIn]:
    with serve(CompatibleStandIn()) as running:
        yield running


def openai_client(stand_in: Talking, key: str = KEY) -> openai.OpenAI:
    return openai.OpenAI(api_key=key, base_url=f"{stand_in.url}/v1", max_retries=0)


def anthropic_client(stand_in: Talking, key: str = KEY) -> anthropic.Anthropic:
    return anthropic.Anthropic(api_key=key, base_url=stand_in.url, max_retries=0)


def response_request(**changes: Any) -> dict[str, Any]:
    form = {"type": "json_schema", "name": "Post", "schema": SCHEMA, "strict": True}
    return {"model": "gpt-6-luna", "instructions": "Write.", "input": ARTICLE, "text": {"format": form}, **changes}


def message_request(**changes: Any) -> dict[str, Any]:
    turns = [{"role": "user", "content": ARTICLE}]
    config = {"format": {"type": "json_schema", "schema": SCHEMA}}
    return {"model": "claude-haiku-5-5", "max_tokens": 900, "messages": turns, "output_config": config, **changes}


def chat_request(**changes: Any) -> dict[str, Any]:
    form = {"type": "json_schema", "json_schema": {"name": "Post", "schema": SCHEMA, "strict": True}}
    turns = [{"role": "system", "content": "Write."}, {"role": "user", "content": ARTICLE}]
    return {"model": "qwen3-32b", "messages": turns, "response_format": form, **changes}


def test_openai_answers_the_same_plain_as_a_stream_and_in_the_background(openai_there: OpenAIStandIn) -> None:
    client = openai_client(openai_there)
    plain = client.responses.create(**response_request())
    with client.responses.stream(**response_request()) as stream:
        kinds = [event.type for event in stream]
        streamed = stream.get_final_response()
    queued = client.responses.create(**response_request(background=True, store=True))
    assert queued.status == "queued" and not queued.output
    there = client.responses.retrieve(queued.id)
    assert plain.output_text == streamed.output_text == there.output_text
    assert Post.model_validate_json(plain.output_text).opening
    assert kinds[0] == "response.created" and kinds[-1] == "response.completed"
    assert "response.output_text.delta" in kinds
    assert len(openai_there.bills.all()) == 3


def test_openais_parser_reads_it(openai_there: OpenAIStandIn) -> None:
    request = {name: value for name, value in response_request().items() if name != "text"}
    parsed = openai_client(openai_there).responses.parse(**request, text_format=Post)
    assert isinstance(parsed.output_parsed, Post)


def test_anthropic_answers_the_same_plain_and_as_a_stream(anthropic_there: AnthropicStandIn) -> None:
    client = anthropic_client(anthropic_there)
    plain = client.messages.create(**message_request())
    with client.messages.stream(**message_request()) as stream:
        streamed = stream.get_final_message()
    assert plain.content[0].text == streamed.content[0].text  # type: ignore[union-attr]
    assert plain.usage.output_tokens == streamed.usage.output_tokens
    assert (plain.stop_reason, streamed.stop_reason) == ("end_turn", "end_turn")


def test_a_compatible_server_answers_the_same_plain_and_as_a_stream(compatible_there: CompatibleStandIn) -> None:
    client = openai_client(compatible_there, "none")
    plain = client.chat.completions.create(**chat_request())
    chunks = list(client.chat.completions.create(**chat_request(), stream=True, stream_options={"include_usage": True}))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert plain.choices[0].message.content == text
    assert chunks[-1].usage == plain.usage
    outputs = {"structured_outputs": {"json": SCHEMA}}
    request = {name: value for name, value in chat_request().items() if name != "response_format"}
    other = client.chat.completions.create(**request, extra_body=outputs)
    assert other.choices[0].message.content == text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"extra_body": {"nonsense": 1}}, "nonsense"),
        ({"input": 5}, "input"),
        ({"model": "gpt-2"}, "does not exist"),
        ({"temperature": 0.3}, "not supported with this model"),
        ({"max_output_tokens": 3}, "max_output_tokens"),
        ({"background": True, "store": False}, "store"),
        ({"input": [{"role": "king", "content": "x"}]}, "Invalid value"),
        ({"text": {"format": {"type": "json_schema", "name": "a b", "schema": SCHEMA}}}, "pattern"),
        ({"text": {"format": {"type": "json_schema", "name": "a", "schema": LOOSE, "strict": True}}}, "additionalProp"),
    ],
)
def test_openai_refuses_what_the_real_one_refuses(
    openai_there: OpenAIStandIn, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises((openai.BadRequestError, openai.NotFoundError), match=said):
        openai_client(openai_there).responses.create(**response_request(**changes))
    assert not openai_there.bills.all()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"extra_body": {"temperature": 1}}, "temperature"),
        ({"messages": [{"role": "assistant", "content": "x"}]}, "first message"),
        ({"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "{"}]}, "prefill"),
        ({"messages": [{"role": "user", "content": 4}]}, "valid string"),
        ({"model": "claude-2"}, "claude-2"),
        ({"output_config": {"format": {"type": "json_schema", "schema": LOOSE}}}, "additionalProperties"),
        ({"model": "claude-haiku-4-5", "output_config": {"effort": "low"}}, "effort"),
    ],
)
def test_anthropic_refuses_what_the_real_one_refuses(
    anthropic_there: AnthropicStandIn, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises((anthropic.BadRequestError, anthropic.NotFoundError), match=said):
        anthropic_client(anthropic_there).messages.create(**message_request(**changes))
    assert not anthropic_there.bills.all()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"extra_body": {"guided_json": SCHEMA}}, "guided_json"),
        ({"extra_body": {"structured_outputs": {"json": SCHEMA, "regex": "x"}}}, "exactly one"),
        ({"messages": [{"role": "user", "content": "word " * 40_000}]}, "maximum context length"),
        ({"model": "other"}, "does not exist"),
    ],
)
def test_vllm_refuses_what_the_real_one_refuses(
    compatible_there: CompatibleStandIn, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises((openai.BadRequestError, openai.NotFoundError), match=said):
        openai_client(compatible_there).chat.completions.create(**chat_request(**changes))


def test_headers_that_are_missing_are_missed(anthropic_there: AnthropicStandIn) -> None:
    answer = httpx.post(f"{anthropic_there.url}/v1/messages", json=message_request(), headers={"x-api-key": KEY})
    assert answer.status_code == 400 and "anthropic-version" in answer.text
    with pytest.raises(anthropic.AuthenticationError):
        anthropic_client(anthropic_there, "wrong").messages.create(**message_request())


@pytest.mark.parametrize("kind", REFUSALS)
def test_refusals_are_the_sdks_errors(
    openai_there: OpenAIStandIn, anthropic_there: AnthropicStandIn, kind: str
) -> None:
    openai_there.plan(kind, seconds=3)
    with pytest.raises(openai.APIStatusError) as caught:
        openai_client(openai_there).responses.create(**response_request())
    anthropic_there.plan(kind, seconds=3)
    with pytest.raises(anthropic.APIStatusError) as also:
        anthropic_client(anthropic_there).messages.create(**message_request())
    if kind == "rate_limit":
        assert caught.value.response.headers["retry-after"] == also.value.response.headers["retry-after"] == "3"
    assert not openai_there.bills.all() and not anthropic_there.bills.all()


def test_what_is_carried_out_and_then_lost_is_paid(openai_there: OpenAIStandIn) -> None:
    openai_there.plan("drop")
    openai_there.plan("drop_after")
    for paid in (0, 1):
        with pytest.raises(openai.APIConnectionError):
            openai_client(openai_there).responses.create(**response_request())
        assert len(openai_there.bills.all()) == paid
    openai_client(openai_there).responses.create(**response_request())
    assert list(openai_there.bills.paid_again().values()) == [2]


def test_a_fault_can_be_for_a_later_call_of_one_route(openai_there: OpenAIStandIn) -> None:
    openai_there.plan("server_error", skip=1, route="POST /v1/responses")
    client = openai_client(openai_there)
    client.models.list()
    client.responses.create(**response_request())
    with pytest.raises(openai.InternalServerError):
        client.responses.create(**response_request())
    assert openai_there.planned == 0


def test_a_fault_that_means_nothing_is_refused(openai_there: OpenAIStandIn) -> None:
    with pytest.raises(ValueError, match="openai knows no 'earthquake'"):
        openai_there.plan("earthquake")


def test_a_long_beginning_is_cheaper_the_second_time(anthropic_there: AnthropicStandIn) -> None:
    anthropic_there.caches = True
    client = anthropic_client(anthropic_there)
    usages = [client.messages.create(**message_request(system="Rules. " * 900)).usage for _ in range(2)]
    assert usages[0].cache_read_input_tokens == 0 and (usages[1].cache_read_input_tokens or 0) > 1_000
    bills = anthropic_there.bills.all()
    assert bills[1].usd < bills[0].usd / 2


def test_an_answer_ends_at_the_limit_of_tokens(openai_there: OpenAIStandIn) -> None:
    answer = openai_client(openai_there).responses.create(**response_request(max_output_tokens=20))
    assert answer.status == "incomplete" and answer.incomplete_details is not None
    assert answer.incomplete_details.reason == "max_output_tokens"
    with pytest.raises(ValueError, match=r"line|char|Expecting|Unterminated"):
        json.loads(answer.output_text)
