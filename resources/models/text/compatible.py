"""Servers that speak OpenAI's chat completions (vLLM, llama.cpp, Ollama …), each as far as it can: a schema that it
holds the answer to where it knows how, else one that it is told."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import httpx

from reprise.models.buying import Answered, Slip
from reprise.models.failures import ModelError
from reprise.models.used import Used
from resources.models.endpoints import Endpoint
from resources.models.text.base import End, Question, Said, tokens
from resources.models.text.openai_sdk import failures, open_client
from resources.models.text.sorting import malformed, status_error, unreached

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types.chat import ChatCompletion

Form = Literal["response_format", "structured_outputs", "told"]
_FORMS: tuple[Form, ...] = ("response_format", "structured_outputs", "told")
"""How a server is made to keep to a schema, best first."""
_LOOK_SECONDS = 5.0
_THOUGHTS = re.compile(r"^\s*(?:<think>.*?</think>|.*?</think>)\s*", re.DOTALL)

_accepted: dict[tuple[str, str], Form] = {}
"""What each server and model took, as far as this process has found out."""
_lock = Lock()


class CompatibleText:
    """A model on such a server."""

    resumes = False

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._url = _api(endpoint.url)
        self._serves = endpoint.model

    @cached_property
    def _client(self) -> OpenAI:
        return open_client(self._endpoint, self._url)

    def model(self) -> str:
        if not self._serves:
            with failures(self._endpoint):
                listed = self._client.models.list()
            names = [each.id for each in getattr(listed, "data", None) or () if getattr(each, "id", "")]
            if not names:
                raise ModelError(
                    "The server names no model that it serves.",
                    kind="unavailable",
                    where=self._endpoint.name,
                    remedy=f"Set models.providers.{self._endpoint.name}.model.",
                )
            self._serves = names[0]
        return self._serves

    def look(self) -> None:
        """`/health` where the server has it (vLLM, llama.cpp), else its list of models."""
        root = self._url.removesuffix("/v1")
        if self._looked(f"{root}/health") in (404, 405, 401, 403, 501):
            self._looked(f"{self._url}/models", asked=True)

    def _looked(self, url: str, *, asked: bool = False) -> int:
        headers = {"Authorization": f"Bearer {self._endpoint.key}"} if self._endpoint.key else {}
        try:
            status = httpx.get(url, headers=headers, timeout=_LOOK_SECONDS, trust_env=False).status_code
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise unreached(self._endpoint, error) from None
        if status >= 500 or (asked and status in (401, 403)):
            raise status_error(self._endpoint, status, said="it says that it is not well")
        return status

    def send(self, question: Question, slip: Slip) -> Answered:
        del slip  # these servers name no call that could be fetched again
        first: ModelError | None = None
        for form in self._forms():
            try:
                with failures(self._endpoint):
                    completion = self._client.chat.completions.create(**self._request(question, form))
            except ModelError as error:
                if error.kind != "validation":
                    raise
                first = first or error
                continue
            answered = self._answered(completion, question)
            with _lock:
                _accepted[self._url, self.model()] = form
            return answered
        assert first is not None
        raise first

    def resume(self, call: str, handle: Mapping[str, Any]) -> Answered | None:
        del call, handle
        return None

    def _forms(self) -> tuple[Form, ...]:
        """From the one that the server took last on."""
        known = _accepted.get((self._url, self.model()), _FORMS[0])
        return _FORMS[_FORMS.index(known) :]

    def _request(self, question: Question, form: Form) -> dict[str, Any]:
        system = question.system
        request: dict[str, Any] = {"model": self.model(), "max_tokens": question.most}
        if form == "response_format":
            named = {"name": question.name, "schema": question.schema, "strict": True}
            request["response_format"] = {"type": "json_schema", "json_schema": named}
        elif form == "structured_outputs":
            request["extra_body"] = {"structured_outputs": {"json": question.schema}}
        else:
            schema = json.dumps(question.schema, ensure_ascii=False)
            system += f"\n\nAnswer with one JSON object and nothing else. It keeps to this JSON schema:\n{schema}"
        if question.temperature is not None:
            request["temperature"] = question.temperature
        request["messages"] = [{"role": "system", "content": system}, *question.turns]
        return request

    def _answered(self, completion: ChatCompletion, question: Question) -> Answered:
        choices = getattr(completion, "choices", None)
        if not choices or getattr(choices[0], "message", None) is None:
            raise malformed(self._endpoint, "What came back is no chat completion.")
        message, reason = choices[0].message, choices[0].finish_reason or "stop"
        if message.refusal:
            said = Said(message.content or "", "refused", message.refusal)
        else:
            ends: dict[str, End] = {"length": "cut", "content_filter": "filtered"}
            said = Said(bare_json(message.content or ""), ends.get(reason, "complete"), reason)
        used, counted = _used(completion, question)
        body = said.body if counted else {**said.body, "usage": "estimated"}
        return Answered(body=body, used=used, remote=completion.id or "")


def _used(completion: ChatCompletion, question: Question) -> tuple[Used, bool]:
    """What it took, and whether the server has counted it; else it is estimated by length."""
    usage = completion.usage
    if usage is None:
        text = completion.choices[0].message.content or ""
        return Used(input_tokens=question.reads, output_tokens=tokens(text)), False
    details = usage.prompt_tokens_details
    cached = (details.cached_tokens or 0) if details else 0
    reads = usage.prompt_tokens or 0
    return Used(input_tokens=reads - cached, cached_tokens=cached, output_tokens=usage.completion_tokens or 0), True


def bare_json(text: str) -> str:
    """The JSON object of an answer that has thoughts before it, a fence around it, or words beside it."""
    bare = _THOUGHTS.sub("", text, count=1) if "</think>" in text else text
    decoder = json.JSONDecoder()
    for found in re.finditer(r"\{", bare):
        try:
            _, end = decoder.raw_decode(bare, found.start())
        except (ValueError, RecursionError):
            continue
        return bare[found.start() : end]
    return bare.strip()


def _api(url: str) -> str:
    """The address of the API: operators give the server's own as well as the one with /v1."""
    return url if not url or urlsplit(url).path.strip("/") else f"{url.rstrip('/')}/v1"
