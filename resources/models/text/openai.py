"""OpenAI's models through its SDK: the Responses API with strict schemas, in the background where that is wanted, so
that an answer can be fetched again after a crash."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from reprise.models.buying import Answered, Slip
from reprise.models.failures import FailureKind, ModelError
from reprise.models.used import Used
from resources.models.endpoints import Endpoint
from resources.models.text.base import Question, Said
from resources.models.text.openai_sdk import failures, open_client
from resources.models.text.sorting import malformed, unanswered

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types.responses import Response, ResponseUsage

_FIRST_LOOK, _LONGEST_LOOK = 0.5, 4.0
"""Seconds between two looks at an answer in the background."""
_REASONING = re.compile(r"^(gpt-([5-9]|\d{2,})|o\d)(?!.*-(chat|pro))")
"""Models that take `reasoning.effort` "low": all since gpt-5 but those for chat, and "pro", which only thinks hard."""
_LOOKS: frozenset[FailureKind] = frozenset({"auth", "quota", "rate_limit", "overloaded", "network", "timeout"})
_NOT_RETRIED = ("invalid_prompt", "bio_policy", "misalignment_policy_violation", "data_residency_mismatch")


class OpenAIText:
    """A model of OpenAI's."""

    def __init__(
        self,
        endpoint: Endpoint,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._endpoint = endpoint
        self._sleep = sleep
        self._now = now

    @property
    def resumes(self) -> bool:
        return self._endpoint.settings.background

    def model(self) -> str:
        return self._endpoint.model

    def look(self) -> None:
        return None

    @cached_property
    def _client(self) -> OpenAI:
        return open_client(self._endpoint)

    def send(self, question: Question, slip: Slip) -> Answered:
        background = self._endpoint.settings.background
        with failures(self._endpoint):
            response = self._client.responses.create(**self._request(question, background))
        if not _is_response(response):
            raise malformed(self._endpoint, "What came back is no answer of the Responses API.")
        if background:
            slip.note({"response": response.id})
            response = self._finished(response)
        return self._answered(response)

    def resume(self, call: str, handle: Mapping[str, Any]) -> Answered | None:
        del call
        remote = handle.get("response")
        if not isinstance(remote, str):
            return None
        response = self._fetched(remote)
        return None if response is None else self._answered(self._finished(response))

    def _request(self, question: Question, background: bool) -> dict[str, Any]:
        form = {"type": "json_schema", "name": question.name, "schema": question.schema, "strict": True}
        request: dict[str, Any] = {
            "model": self._endpoint.model,
            "instructions": question.system,
            "input": question.turns,
            "text": {"format": form},
            "max_output_tokens": question.most,
            # Without the background nothing of the article stays with OpenAI.
            "store": background,
        }
        if background:
            request["background"] = True
        if _REASONING.match(self._endpoint.model):
            request["reasoning"] = {"effort": "low"}
        elif question.temperature is not None:
            request["temperature"] = question.temperature
        return request

    def _fetched(self, remote: str) -> Response | None:
        try:
            with failures(self._endpoint):
                response = self._client.responses.retrieve(remote)
        except ModelError as error:
            if error.kind == "unavailable":  # it is not kept, or never was
                return None
            raise _only_a_look(error) from None
        if not _is_response(response):
            raise unanswered(self._endpoint, "What came back is no answer of the Responses API.")
        return response

    def _finished(self, response: Response) -> Response:
        """The response once it is done. It is looked at for as long as one answer may take."""
        ends, pause = self._now() + self._endpoint.settings.timeout, _FIRST_LOOK
        while response.status in ("queued", "in_progress"):
            if self._now() >= ends:
                raise unanswered(self._endpoint, f"No answer within {self._endpoint.settings.timeout:g} seconds.")
            self._sleep(pause)
            pause = min(pause * 1.5, _LONGEST_LOOK)
            response = self._looked(response)
        return response

    def _looked(self, response: Response) -> Response:
        """One look. It only reads, so what fails about it is as if the answer were not there yet."""
        try:
            found = self._fetched(response.id)
        except ModelError as error:
            if error.kind in ("auth", "quota"):
                raise
            return response
        if found is None:
            raise unanswered(self._endpoint, "The answer in the background is gone.")
        return found

    def _answered(self, response: Response) -> Answered:
        if response.status == "failed":
            raise self._failed(response)
        if response.status == "cancelled":
            raise ModelError("The answer was cancelled.", kind="server", where=self._endpoint.name, charged=False)
        said = _said(response)
        return Answered(body=said.body, used=_used(response.usage), remote=response.id)

    def _failed(self, response: Response) -> ModelError:
        code = response.error.code if response.error else "server_error"
        where = self._endpoint.name
        if code in _NOT_RETRIED:
            return ModelError(f"OpenAI declined the request ({code}).", kind="refused", where=where)
        return ModelError(f"OpenAI failed to answer ({code}).", kind="server", where=where)


def _is_response(answer: object) -> bool:
    return isinstance(getattr(answer, "id", None), str) and hasattr(answer, "status")


def _only_a_look(error: ModelError) -> ModelError:
    """What failed was reading; the answer itself is still being made, or there, and can be looked for again."""
    kind = error.kind if error.kind in _LOOKS else "timeout"
    return ModelError(
        error.what, kind=kind, where=error.where, remedy=error.remedy, retry_after=error.retry_after, charged=None
    )


def _said(response: Response) -> Said:
    text, refusals = "", []
    for item in response.output or ():
        if item.type != "message":
            continue
        for part in item.content:
            if part.type == "output_text":
                text += part.text
            elif part.type == "refusal":
                refusals.append(part.refusal)
    if refusals:
        return Said(text, "refused", " ".join(refusals))
    if response.status == "incomplete":
        reason = (response.incomplete_details.reason if response.incomplete_details else None) or "incomplete"
        return Said(text, "filtered" if reason == "content_filter" else "cut", reason)
    return Said(text)


def _used(usage: ResponseUsage | None) -> Used:
    if usage is None:
        return Used()
    details = usage.input_tokens_details
    cached = (details.cached_tokens or 0) if details else 0
    stored = (getattr(details, "cache_write_tokens", 0) or 0) if details else 0
    return Used(
        input_tokens=usage.input_tokens - cached - stored,
        cached_tokens=cached,
        stored_tokens=stored,
        output_tokens=usage.output_tokens,
    )
