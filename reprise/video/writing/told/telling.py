"""A film while it is asked for: an answer is checked, sent back once, and at last taken without its bad scenes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic

from reprise.models.tasks import TextTask
from reprise.models.text import Shape, TextRequest
from reprise.prompts.prompt import Prompt
from reprise.video.script import Script
from reprise.video.writing.told.checking import Fault, script_faults
from reprise.video.writing.told.desk import Desk

Build = Callable[[Shape, Desk, frozenset[str]], Script]
"""Makes the script of an answer, without the scenes that say any of these."""
_TOLD = 12  # faults that are sent back


@dataclass
class Film(Generic[Shape]):
    """What is asked of models for one film. `words` is about how long the answer will be."""

    desk: Desk
    task: TextTask
    prompt: Prompt
    shape: type[Shape]
    build: Build[Shape]
    words: int
    more_faults: Callable[[Shape, Desk], Sequence[str]] = lambda _answer, _desk: ()
    _answers: int = field(default=0, init=False)

    @property
    def request(self) -> TextRequest[Shape]:
        return TextRequest(self.task, self.prompt, self.shape, check=self._check, words=self.words)

    def script(self, answer: Shape, writer: str) -> Script:
        """The script of an answer that passed; scenes that are not borne out are left out of it."""
        script = self.build(answer, self.desk, frozenset())
        bad = _bad(script_faults(script, self.desk))
        script = self.build(answer, self.desk, bad) if bad else script
        return script.model_copy(update={"writer": writer})

    def _check(self, answer: Shape) -> Sequence[str]:
        """The first answer has to be good; later ones may have slight faults, and scenes that are left out."""
        found = script_faults(self.build(answer, self.desk, frozenset()), self.desk)
        more = list(self.more_faults(answer, self.desk))
        self._answers += 1
        grave = [fault for fault in found if not fault.slight]
        if self._answers > 1 and grave and not more and (bad := _bad(found)):
            rest = script_faults(self.build(answer, self.desk, bad), self.desk)
            grave = grave if any(not fault.slight for fault in rest) else []
        counted = found if self._answers == 1 else grave
        return [*more, *(fault.why for fault in counted)][:_TOLD]


def _bad(faults: Sequence[Fault]) -> frozenset[str]:
    return frozenset(fault.said for fault in faults if fault.said and not fault.slight)
