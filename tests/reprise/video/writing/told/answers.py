"""Answers that a good model would give about the allotments, and minds that fill any shape."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from reprise.models.failures import NoAnswer
from reprise.models.text import Shape, TextRequest
from reprise.models.trail import Step, Trail
from sandbox.models.mind import Mind

_NOTHING = {"text": "", "label": "", "items": [], "picture": 0, "code": 0, "on_screen": ""}


def point(narration: str, *sources: int, **changes: Any) -> dict[str, Any]:
    """A scene of an answer."""
    made = {**_NOTHING, "narration": narration, "sources": list(sources), "shows": "words", "importance": "useful"}
    return {**made, **changes}


SHORT: dict[str, Any] = {
    "hook": {
        "narration": "Half of their seedlings died every spring, and nobody knew why.",
        "sources": [1, 2],
        "shows": "words",
        "text": "",
        "label": "",
        "on_screen": "Dead seedlings",
    },
    "introduction": {
        "narration": "Then Amal Haddad stopped looking at the sky, and put a thermometer into the soil.",
        "sources": [4, 6],
        "picture": 0,
        "on_screen": "",
    },
    "points": [
        point(
            "One March day the air had 18 degrees. Ten centimetres down the ground had only 6.",
            9, 10, shows="chart", text="6 degrees", label="in the soil", importance="essential",
        ),
        point(
            "Cold mud makes seeds rot: beans need 10 degrees, and pumpkins do not start below 14.",
            11, 12, shows="list", items=["Beans need 10 degrees", "Pumpkins not below 14"], label="What seeds need",
        ),
        point(
            "Even neighbouring beds differ. The one at the brick wall was three weeks ahead of the one in the shade.",
            16, 18, on_screen="Brick stores warmth",
        ),
        point(
            "In her club the losses went from 48 percent down to 15 percent.",
            29, 30, shows="number", text="15 percent", label="of the seedlings are lost", importance="essential",
        ),
        point("Her advice is simple: read it each morning for seven days.", 32, 33, importance="extra"),
    ],
    "call_to_action": "The whole story is waiting on The Demo.",
}  # fmt: skip


def exchange(question: str, answer: str, *sources: int, **changes: Any) -> dict[str, Any]:
    made = {
        "question": question, "question_pose": "asking", "answer": answer, "answer_pose": "explaining",
        "sources": list(sources), "shows": "words", "text": "", "label": "", "items": [], "picture": 0,
        "importance": "useful",
    }  # fmt: skip
    return {**made, **changes}


DIALOGUE: dict[str, Any] = {
    "exchanges": [
        exchange(
            "Why did half of the seedlings die every spring?",
            "Warm air deceives. Amal Haddad began to measure the soil, and the ground was still cold.", 2, 4, 8,
        ),
        exchange(
            "How big is that difference?",
            "One day in March it was 18 degrees in the air and 6 in the soil.", 9, 10,
            shows="number", text="6 degrees", label="in the soil",
        ),
        exchange(
            "And what does cold soil do to a seed?",
            "It rots. Beans want 10 degrees, and pumpkins do not start below 14.", 11, 12, answer_pose="pointing",
        ),
        exchange(
            "Does every bed need the same date?",
            "No. The bed at a brick wall was three weeks ahead of one under a tree.", 15, 16,
        ),
        exchange(
            "Did measuring really help?",
            "Losses fell from 48 percent to 15 percent on the plots that use her table.", 29, 30,
            shows="number", text="15 percent", label="of the seedlings are lost", importance="essential",
        ),
        exchange("How do I begin?", "Read a soil thermometer each morning, for seven days.", 32, 33),
    ],
    "takeaway": {"text": "Measure the soil before you plant.", "items": [], "sources": [44]},
}  # fmt: skip


def short(**changes: Any) -> dict[str, Any]:
    return {**deepcopy(SHORT), **changes}


def dialogue(**changes: Any) -> dict[str, Any]:
    return {**deepcopy(DIALOGUE), **changes}


class Minded:
    """`Asks` that fills every shape with a stand-in's mind: checked, sent back once, given up."""

    def __init__(self, mind: Mind | None = None) -> None:
        self.trail = Trail()
        self.sent_back: list[list[str]] = []
        self.requests: list[TextRequest[Any]] = []
        self._mind = mind or Mind()

    def wants(self, task: str) -> bool:
        return True

    def ask(self, request: TextRequest[Shape]) -> Shape:
        self.requests.append(request)
        turns = [{"role": "user", "content": request.prompt.user}]
        for _ in range(2):
            said = self._mind.answer(request.prompt.system, turns, request.shape.model_json_schema())
            answer = request.shape.model_validate_json(said)
            found = list(request.check(answer))
            outcome = "sent back" if found else "answered"
            step = Step(task=request.task, provider="mind", model="one", outcome=outcome, prompt=request.prompt.name)  # type: ignore[arg-type]
            self.trail.note(step)
            if not found:
                return answer
            self.sent_back.append(found)
            turns += [{"role": "assistant", "content": said}, {"role": "user", "content": "\n".join(found)}]
        raise NoAnswer("Nobody answered.")
