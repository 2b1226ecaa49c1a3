"""A film while it is asked for: an answer is checked, sent back once, and at last taken without its bad scenes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic

from reprise.models.tasks import TextTask
from reprise.models.text import Shape, TextRequest
from reprise.prompts.prompt import Prompt
from reprise.video.script import Script
from reprise.video.writing.told.checking import Fault, repetitions, script_faults
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
        """The script of an answer that passed; scenes that repeat others or are not borne out are left out of it."""
        script, _ = self._mended(answer, everything=True)
        return script.model_copy(update={"writer": writer})

    def _check(self, answer: Shape) -> Sequence[str]:
        """The first answer has to be good, but for scenes that repeat others; later ones may have slight faults, and
        scenes that are left out."""
        self._answers += 1
        _, found = self._mended(answer, everything=self._answers > 1)
        counted = [fault for fault in found if self._answers == 1 or not fault.slight]
        return [*self.more_faults(answer, self.desk), *(fault.why for fault in counted)][:_TOLD]

    def _mended(self, answer: Shape, *, everything: bool) -> tuple[Script, list[Fault]]:
        """The script without the scenes that it can be without, and what is still wrong; `everything` leaves out
        what is not borne out, too."""
        whole = self.build(answer, self.desk, frozenset())
        found = script_faults(whole, self.desk)
        repeated = frozenset(fault.said for fault in repetitions(whole))
        bad = frozenset(fault.said for fault in found if fault.said and not fault.slight) if everything else frozenset()
        for without in dict.fromkeys((repeated | bad, bad)):
            if not without:
                continue
            script = self.build(answer, self.desk, without)
            rest = script_faults(script, self.desk)
            if sum(not fault.slight for fault in rest) < max(1, sum(not fault.slight for fault in found)):
                return script, rest
        return whole, found
