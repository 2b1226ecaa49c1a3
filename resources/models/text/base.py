"""What every text model is asked and answers, whoever makes it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

from reprise.errors import BadSettings
from reprise.models.buying import Answered, Order, Slip
from reprise.models.failures import ModelError
from reprise.models.tasks import TextTask
from reprise.models.text import TextRequest
from reprise.models.used import Used
from resources.models.text.schemas import strict_schema

VERSION = 1
"""Raise it when the way questions are put changes, so that old answers are not found."""
_THINKING = 2_000
"""Tokens left for thinking before the answer."""
_TOKENS_A_WORD = 6
"""At most: words of languages that tokenizers know little, and the marks of JSON."""


@dataclass(frozen=True)
class Correction:
    """An answer that cannot be used, and what is wrong with it, as it is sent back."""

    answer: str
    findings: tuple[str, ...]

    @property
    def text(self) -> str:
        listed = "\n".join(f"- {finding}" for finding in self.findings)
        return (
            "This answer cannot be used:\n"
            f"{listed}\n"
            "Write the whole answer again, in the same form, with exactly this put right. Say nothing else."
        )


@dataclass(frozen=True)
class Question:
    """One request as a provider puts it to its model. `most` are output tokens."""

    task: TextTask
    prompt: str
    system: str
    user: str
    name: str
    schema: Mapping[str, Any]
    most: int
    temperature: float | None = None
    earlier: Correction | None = None

    @classmethod
    def of(cls, request: TextRequest[Any]) -> Question:
        return cls(
            task=request.task,
            prompt=request.prompt.name,
            system=request.prompt.system,
            user=request.prompt.user,
            name=request.shape.__name__,
            schema=strict_schema(request.shape),
            most=_THINKING + _TOKENS_A_WORD * request.words,
            temperature=request.temperature,
        )

    def corrected(self, answer: str, findings: Sequence[str]) -> Question:
        return replace(self, earlier=Correction(answer, tuple(findings)))

    @property
    def turns(self) -> list[dict[str, str]]:
        """The conversation without its instructions: the article's text is only ever in the user's part."""
        said = [{"role": "user", "content": self.user}]
        if self.earlier:
            said.append({"role": "assistant", "content": self.earlier.answer})
            said.append({"role": "user", "content": self.earlier.text})
        return said

    @property
    def reads(self) -> int:
        """Tokens of what is sent, by its length."""
        sent = [self.system, *(turn["content"] for turn in self.turns), json.dumps(self.schema)]
        return sum(map(tokens, sent))


End = Literal["complete", "refused", "filtered", "cut"]


@dataclass(frozen=True)
class Said:
    """What a model answered, as it is kept with the call. `end` is how it ended; `why` the provider's word for it."""

    text: str
    end: End = "complete"
    why: str = ""

    @property
    def body(self) -> dict[str, str]:
        return {"text": self.text, "end": self.end, "why": self.why}

    @classmethod
    def read(cls, body: Any) -> Said:
        """Raises `ModelError` for a kept answer that is none."""
        if not isinstance(body, Mapping) or not isinstance(body.get("text"), str):
            raise ModelError("The answer holds no text.", kind="malformed", charged=True)
        return cls(body["text"], body.get("end", "complete"), str(body.get("why", "")))


class TextProvider(Protocol):
    """One provider's text models. Sorts its failures into `ModelError`. `resumes` is whether the outcome of a call can
    be fetched by its handle."""

    @property
    def resumes(self) -> bool: ...

    def model(self) -> str:
        """The model that is asked; a server is asked which it serves where none is set."""
        ...

    def send(self, question: Question, slip: Slip) -> Answered: ...

    def resume(self, call: str, handle: Mapping[str, Any]) -> Answered | None:
        """See `reprise.models.buying.Resume`."""
        ...

    def look(self) -> None:
        """Asks a server of the operator's own whether it is well. Raises `ModelError`."""
        ...


def order(question: Question, kind: str, model: str, *, words: int, units: float) -> Order:
    """What is bought with a question. Everything that decides the answer is its content."""
    content = {
        "version": VERSION,
        "type": kind,
        "model": model,
        "prompt": question.prompt,
        "system": question.system,
        "turns": question.turns,
        "name": question.name,
        "schema": question.schema,
        "most": question.most,
        "temperature": question.temperature,
    }
    reads = question.reads
    return Order(
        task=question.task,
        model=model,
        content=content,
        at_most=Used(input_tokens=reads * 2, output_tokens=question.most),
        expected=Used(input_tokens=reads, output_tokens=round(words * 1.5)),
        units=units,
    )


def tokens(text: str) -> int:
    """About how many tokens a text is: four bytes each, which holds for English and errs on the safe side elsewhere."""
    return max(1, round(len(text.encode()) / 4))


def missing(package: str, name: str) -> BadSettings:
    """The error when a provider's SDK is not installed."""
    return BadSettings(
        f"The package {package} is not installed, which {name} is asked through.",
        where=f"models.providers.{name}",
        remedy="Install the project with its extra: pip install '.[models]'.",
    )
