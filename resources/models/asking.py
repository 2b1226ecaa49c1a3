"""Asks the text models of a site: a task's chain in its order, an unusable answer sent back once, every step noted."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any, Generic

from pydantic import ValidationError

from reprise.errors import RepriseError
from reprise.models.buying import Answered, Line, Slip
from reprise.models.failures import ModelError, NoAnswer
from reprise.models.tasks import TextTask
from reprise.models.text import Shape, TextRequest
from reprise.models.trail import Outcome, Step, Trail
from reprise.sites import Site
from resources.models.endpoints import Endpoint, expand, resolve
from resources.models.text import TEXT
from resources.models.text.base import Question, Said, TextProvider, order

_REASON = 300
"""Characters of a reason that the trail keeps."""

Lines = Callable[[Endpoint, Callable[[], None] | None], Line]
"""Makes the way to a provider, with what looks whether its server is well."""


@dataclass
class Tried(Generic[Shape]):
    """What came of asking one provider: an answer, or the error; and the steps it took."""

    entry: str
    answer: Shape | None = None
    error: RepriseError | None = None
    steps: list[Step] = field(default_factory=list)


class TextModels:
    """`Asks` for one site and one piece of work."""

    def __init__(
        self,
        site: Site,
        env: Mapping[str, str],
        lines: Lines,
        trail: Trail,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._site = site
        self._env = env
        self._lines = lines
        self._trail = trail
        self._now = now
        self._opened: dict[str, tuple[Endpoint, TextProvider, Line]] = {}

    @property
    def trail(self) -> Trail:
        return self._trail

    def wants(self, task: TextTask) -> bool:
        return bool(self._chain(task))

    def ask(self, request: TextRequest[Shape]) -> Shape:
        chain = self._chain(request.task)
        question = Question.of(request)
        hedge = self._site.models.hedge_after
        if hedge is not None and len(chain) > 1:
            tried = self._hedged(chain, request, question, hedge)
        else:
            tried = self._in_turn(chain, request, question)
        for each in tried:
            if each.answer is not None:
                return each.answer
        raise self._nobody(request.task, tried)

    def _chain(self, task: TextTask) -> list[str]:
        return expand(self._site, self._site.models.chain(task), "text", self._env)

    def _in_turn(self, chain: Sequence[str], request: TextRequest[Shape], question: Question) -> list[Tried[Shape]]:
        tried = []
        for entry in chain:
            tried.append(one := self._one(entry, request, question))
            self._keep(one)
            if one.answer is not None:
                break
        return tried

    def _hedged(
        self, chain: Sequence[str], request: TextRequest[Shape], question: Question, after: float
    ) -> list[Tried[Shape]]:
        """The next in the chain is asked as well whenever so many seconds bring no answer; the first one is taken.
        Whoever is still at it goes on to its end, so that what it takes is in the books."""
        for entry in chain:  # here, so that two threads never open the same
            self._may_open(entry)
        pool = ThreadPoolExecutor(max_workers=len(chain), thread_name_prefix="asking")
        running: dict[Future[Tried[Shape]], str] = {}
        waiting, tried = list(chain), list[Tried[Shape]]()
        try:
            while waiting or running:
                if waiting:
                    entry = waiting.pop(0)
                    running[pool.submit(self._one, entry, request, question)] = entry
                done, _ = wait(running, timeout=after if waiting else None, return_when=FIRST_COMPLETED)
                for future in done:
                    running.pop(future)
                    tried.append(one := future.result())
                    self._keep(one)
                if any(one.answer is not None for one in tried):
                    break
        finally:
            pool.shutdown(wait=False)
        for entry in running.values():
            self._trail.note(
                Step(
                    task=request.task,
                    provider=entry.partition(":")[0],
                    outcome="skipped",
                    reason=f"asked as well, after {after:g} seconds: another answered first",
                    prompt=question.prompt,
                )
            )
        return tried

    def _keep(self, tried: Tried[Shape]) -> None:
        for step in tried.steps:
            self._trail.note(step)
        spent = tried.error
        if isinstance(spent, ModelError) and spent.kind == "budget" and self._site.budget.when_spent == "wait":
            raise spent

    def _one(self, entry: str, request: TextRequest[Shape], question: Question) -> Tried[Shape]:
        """One provider asked, and asked again with what was wrong."""
        tried: Tried[Shape] = Tried(entry)
        noted = _Noting(request.task, entry, question.prompt, tried.steps, self._now)
        try:
            endpoint, provider, line = self._open(entry)
            noted.model = endpoint.model
            if not endpoint.model:
                line.open()  # the server has to be there to say which it serves
            noted.model = provider.model()
            for again in (False, True):
                noted.begin()
                answered = noted.answered = self._call(entry, question, request, noted)
                said = Said.read(answered.body)
                _ended_well(said, endpoint.name)
                answer, findings = _judged(request, said.text)
                if answer is not None and not findings:
                    noted.step("found" if answered.found else "answered")
                    tried.answer = answer
                    return tried
                noted.step("failed" if again else "sent back", "; ".join(findings))
                if not again:
                    question = question.corrected(said.text, findings)
            raise ModelError(
                f"Its answer could not be used, nor the one it gave to what was wrong: {_short('; '.join(findings))}",
                kind="malformed",
                where=endpoint.name,
                charged=True,
            )
        except RepriseError as error:
            tried.error = error
            noted.failed(error)
        return tried

    def _call(self, entry: str, question: Question, request: TextRequest[Any], noted: _Noting) -> Answered:
        endpoint, provider, line = self._opened[entry]
        units = 0.0 if question.earlier else request.units  # the same work, put right, is counted once
        what = order(question, endpoint.type, noted.model, words=request.words, units=units)

        def send(slip: Slip) -> Answered:
            noted.asked = True
            return provider.send(question, slip)

        def resume(call: str, handle: Mapping[str, Any]) -> Answered | None:
            noted.asked = True
            return provider.resume(call, handle)

        return line.call(what, send, resume if provider.resumes else None)

    def _open(self, entry: str) -> tuple[Endpoint, TextProvider, Line]:
        if entry not in self._opened:
            endpoint = resolve(self._site, entry, "text", self._env)
            provider = TEXT[endpoint.type](endpoint)
            look = provider.look if endpoint.facts.self_hosted else None
            self._opened[entry] = (endpoint, provider, self._lines(endpoint, look))
        return self._opened[entry]

    def _may_open(self, entry: str) -> None:
        try:
            self._open(entry)
        except RepriseError:
            return  # it is told when its turn comes

    def _nobody(self, task: TextTask, tried: Sequence[Tried[Any]]) -> NoAnswer:
        said = "; ".join(f"{each.entry}: {_short(_why(each.error))}" for each in tried if each.error)
        remedies = list(dict.fromkeys(each.error.remedy for each in tried if each.error and each.error.remedy))
        return NoAnswer(
            f"No model did the task {task!r}. {said}" if said else f"No model is set for the task {task!r}.",
            where=f"{self._site.id}: models",
            remedy=" ".join(remedies) or None,
        )


@dataclass
class _Noting:
    """Writes one provider's steps. What could not even be asked was passed over."""

    task: TextTask
    entry: str
    prompt: str
    steps: list[Step]
    now: Callable[[], float]
    model: str = ""
    answered: Answered | None = None
    asked: bool = False
    _began: float | None = None

    def begin(self) -> None:
        self._began, self.answered, self.asked = self.now(), None, False

    def step(self, outcome: Outcome, reason: str = "") -> None:
        seconds = 0.0 if self._began is None else self.now() - self._began
        self._began, answered = None, self.answered
        self.steps.append(
            Step(
                task=self.task,
                provider=self.entry.partition(":")[0],
                model=self.model or self.entry.partition(":")[2],
                outcome=outcome,
                reason=_short(reason),
                usd=answered.usd if answered and not answered.found else 0.0,
                seconds=round(seconds, 3),
                call=(answered.call or None) if answered else None,
                prompt=self.prompt,
            )
        )

    def failed(self, error: RepriseError) -> None:
        if self._began is None and self.steps:
            return  # the last step has said it
        self.step("failed" if self.asked else "skipped", _why(error))


def _ended_well(said: Said, name: str) -> None:
    """Raises `ModelError` for an answer that ended before its time or was declined; both were paid for."""
    if said.end == "cut":
        raise ModelError("Its answer was cut off at its limit.", kind="truncated", where=name, charged=True)
    if said.end in ("refused", "filtered"):
        what = "It declined" if said.end == "refused" else "Its content filter stopped the answer"
        detail = f": {_short(said.why)}" if said.why else "."
        raise ModelError(f"{what}{detail}", kind="refused", where=name, charged=True)


def _judged(request: TextRequest[Shape], text: str) -> tuple[Shape | None, list[str]]:
    """An answer in its shape, and what is wrong with it."""
    try:
        answer = request.shape.model_validate_json(text)
    except ValidationError as error:
        return None, _violations(error)
    return answer, list(request.check(answer))


def _violations(error: ValidationError) -> list[str]:
    """What does not fit the shape, in words a model can act on."""
    found = []
    for each in error.errors(include_url=False, include_context=False, include_input=False)[:8]:
        place = ".".join(str(part) for part in each["loc"]) or "the answer"
        found.append(f"{place}: {each['msg']}")
    return found


def _why(error: RepriseError | None) -> str:
    return "" if error is None else error.what


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _REASON else f"{flat[: _REASON - 1].rstrip()}…"
