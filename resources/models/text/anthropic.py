"""Anthropic's models through its SDK: the Messages API with a JSON schema, long answers as a stream."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from reprise.models.buying import Answered, Slip
from reprise.models.used import Used
from resources.models.endpoints import Endpoint
from resources.models.text.base import End, Question, Said, missing
from resources.models.text.sorting import malformed, status_error, unanswered, unreached

if TYPE_CHECKING:
    from anthropic import Anthropic
    from anthropic.types import Message, Usage

_STREAMED = 5_000
"""Tokens from which on an answer is streamed: a connection that is silent for minutes is cut on the way."""
_PATIENCE = 4
"""Times an answer's time limit that a stream may last."""
_CONNECT = 10.0
_ERRORS = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
}
"""The status that goes with an error within a stream, whose own is 200 (anthropic 2.11, types/shared)."""
_ENDS: dict[str, End] = {
    "end_turn": "complete",
    "stop_sequence": "complete",
    "max_tokens": "cut",
    "model_context_window_exceeded": "cut",
    "refusal": "refused",
}


class AnthropicText:
    """A model of Anthropic's. Its calls cannot be fetched again."""

    resumes = False

    def __init__(self, endpoint: Endpoint, now: Callable[[], float] = time.monotonic) -> None:
        self._endpoint = endpoint
        self._now = now

    def model(self) -> str:
        return self._endpoint.model

    def look(self) -> None:
        return None

    @cached_property
    def _client(self) -> Anthropic:
        self._endpoint.require()
        try:
            import httpx2
            from anthropic import Anthropic
        except ImportError as error:
            raise missing("anthropic", self._endpoint.name) from error
        seconds = self._endpoint.settings.timeout
        patience = httpx2.Timeout(seconds, connect=min(_CONNECT, seconds))
        return Anthropic(
            api_key=self._endpoint.key, base_url=self._endpoint.url, timeout=patience, max_retries=0, auth_token=None
        )

    def send(self, question: Question, slip: Slip) -> Answered:
        del slip
        client = self._client
        with _failures(self._endpoint):
            if question.most > _STREAMED:
                message = self._streamed(client, question)
            else:
                message = client.messages.create(**self._request(question))
        return self._answered(message)

    def _streamed(self, client: Anthropic, question: Question) -> Message:
        """A stream may last longer than an answer, as long as it is never silent for so long; but not for ever."""
        ends = self._now() + _PATIENCE * self._endpoint.settings.timeout
        with client.messages.stream(**self._request(question)) as stream:
            for _ in stream:
                if self._now() > ends:
                    raise unanswered(self._endpoint, "The answer trickles, and came to no end in time.")
            return stream.get_final_message()

    def resume(self, call: str, handle: Mapping[str, Any]) -> Answered | None:
        del call, handle
        return None

    def _request(self, question: Question) -> dict[str, Any]:
        config: dict[str, Any] = {"format": {"type": "json_schema", "schema": question.schema}}
        if "-4-5" not in self._endpoint.model:  # all later ones take how much they shall think
            config["effort"] = "low"
        return {
            "model": self._endpoint.model,
            "max_tokens": question.most,
            "system": question.system,
            "messages": question.turns,
            "output_config": config,
        }

    def _answered(self, message: Message) -> Answered:
        if not isinstance(getattr(message, "content", None), list) or getattr(message, "usage", None) is None:
            raise malformed(self._endpoint, "What came back is no answer of the Messages API.")
        if message.stop_reason is None:
            raise unanswered(self._endpoint, "The stream ended within the answer.")
        text = "".join(block.text for block in message.content if block.type == "text")
        end = _ENDS.get(message.stop_reason, "complete")
        why: str = message.stop_reason
        if end == "refused" and message.stop_details and message.stop_details.explanation:
            why = message.stop_details.explanation
        return Answered(body=Said(text, end, why).body, used=_used(message.usage), remote=message.id)


def _used(usage: Usage) -> Used:
    return Used(
        input_tokens=usage.input_tokens,
        cached_tokens=usage.cache_read_input_tokens or 0,
        stored_tokens=usage.cache_creation_input_tokens or 0,
        output_tokens=usage.output_tokens,
    )


@contextmanager
def _failures(endpoint: Endpoint) -> Iterator[None]:
    """Raises what goes wrong inside as `ModelError`."""
    import anthropic
    import httpx2

    try:
        yield
    except anthropic.APITimeoutError as error:
        if isinstance(error.__cause__, (httpx2.ConnectTimeout, httpx2.PoolTimeout)):
            raise unreached(endpoint, error.__cause__) from None
        raise unanswered(endpoint, f"No answer within {endpoint.settings.timeout:g} seconds.") from None
    except anthropic.APIConnectionError as error:
        if isinstance(error.__cause__, (httpx2.ConnectError, httpx2.UnsupportedProtocol)):
            raise unreached(endpoint, error.__cause__) from None
        raise unanswered(endpoint, "The connection broke before the answer was there.") from None
    except anthropic.APIStatusError as error:
        status = error.status_code if error.status_code >= 400 else _ERRORS.get(error.type or "", 500)
        raise status_error(
            endpoint,
            status,
            code=error.type or "",
            said=error.api_message or "",
            headers=error.response.headers,
        ) from None
    except httpx2.HTTPError as error:
        raise unanswered(endpoint, f"The connection broke within the answer ({type(error).__name__}).") from None
    except (anthropic.APIResponseValidationError, ValueError, AssertionError):
        # no JSON, another one than was agreed, or a stream without its beginning
        raise malformed(endpoint, "The answer is not the JSON that was agreed.") from None
