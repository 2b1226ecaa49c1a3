"""Forms the questions: for each answer one that it does answer, in varied words, none twice in a film."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reprise.briefs.brief import Brief
from reprise.digest import digest
from reprise.video.dialogue.answers import Answer, lowered
from reprise.video.dialogue.phrases import KINDS, Group, Phrases
from reprise.video.writing.sayable import without_number


@dataclass(frozen=True)
class Question:
    """A question and by which group of phrases it was formed; "asked" marks the article's own."""

    text: str
    group: Group | str

    def names(self, answer: Answer) -> bool:
        """Whether the question leaves it to the answer to name the section's title."""
        return answer.kind == "point" and self.group != "point"


@dataclass
class Questioner:
    """Asks through one film. `seed` lets different articles begin at different phrases."""

    table: Phrases | None
    seed: str
    said: set[str] = field(default_factory=set)
    turns: dict[str, int] = field(default_factory=dict)
    turn: str = ""

    def opening(self, title: str, first: Answer | None) -> Question | None:
        """The film's first question: what the first answer defines, else what the article is about."""
        if first is not None and first.kind == "definition":
            defined = self._definition(first)
            if defined is not None:
                return defined
        filled = self._form("opening", title=title) if title else None
        return filled or self._form("bare")

    def ask(self, answer: Answer, before: Answer | None, brief: Brief | None = None) -> Question | None:
        """A question for an answer, `before` being the one before it; None when none is left to say."""
        if answer.kind == "asked":
            return self._new(Question(answer.asked, "asked"))
        fitting = self._step(answer, before, len(brief.steps) if brief else 0) if answer.kind == "step" else None
        if answer.kind == "point":
            fitting = self._point(answer, before, brief)
        elif answer.kind == "definition":
            fitting = self._definition(answer)
        elif answer.kind == "number":
            again = before is not None and before.kind == "number"
            fitting = self._by_kind(answer) if again else self._form("number")
        elif answer.kind == "quote":
            fitting = self._form("quote", speaker=answer.topic)
        elif answer.kind == "sentence":
            fitting = self._plain(answer, before)
        return fitting or self._form("more")

    def _plain(self, answer: Answer, before: Answer | None) -> Question | None:
        """The reason for what was said right before, or what the sentence speaks of."""
        reason = self._form("reason") if answer.gives_reason and before and _follows(answer, before) else None
        return reason or self._by_kind(answer) or (self._form("topic", topic=answer.topic) if answer.topic else None)

    def _by_kind(self, answer: Answer) -> Question | None:
        """The question for what a sentence speaks of: cost, advice, an example, what is to come, what changes."""
        says = self.table.says if self.table else {}
        fitting = [
            kind
            for kind in KINDS
            if kind in says and kind != self.turn and any(says[kind].search(said) for said in answer.said)
        ]
        return next((question for kind in fitting if (question := self._form(kind))), None)

    def _definition(self, answer: Answer) -> Question | None:
        return self._form("definition_plural" if answer.plural else "definition", topic=answer.topic)

    def _step(self, answer: Answer, before: Answer | None, steps: int) -> Question | None:
        number = answer.unit.number
        if number == 1:
            return self._form("first") or self._form("later")
        if number == steps:
            return self._form("last") or self._form("later")
        right_after = before is not None and before.kind == "step" and before.unit.number == number - 1
        return (self._form("next") if right_after else None) or self._form("later")

    def _point(self, answer: Answer, before: Answer | None, brief: Brief | None) -> Question | None:
        """By its title where the answer speaks of that; else the title is told with the answer (see `names`)."""
        lists = brief is not None and brief.kind == "listicle"
        first = lists and brief is not None and without_number(brief.headings[0]) == answer.topic
        follows = lists and before is not None and before.kind == "point"
        named = self._form("point", topic=answer.topic) if answer.explains and self.turn != "point" else None
        listed = self._form("list_first") if first else self._form("list_next") if follows else None
        return named or listed

    def _form(self, group: Group, **facts: str) -> Question | None:
        """The next phrase of a group that was not said yet."""
        choices = self.table.groups[group] if self.table else ()
        start = self.turns.get(group)
        if start is None:
            start = int(digest(self.seed, group)[:6], 16) if group != "opening" else 0
        for step in range(len(choices)):
            phrase = choices[(start + step) % len(choices)]
            question = self._new(Question(self._filled(phrase, facts), group))
            if question:
                self.turn = group
                self.turns[group] = start + step + 1
                return question
        return None

    def _filled(self, phrase: str, facts: dict[str, str]) -> str:
        topic = facts.get("topic", "")
        if topic and self.table and not phrase.startswith("{topic}"):
            facts = {**facts, "topic": lowered(topic, self.table)}
        text = phrase.format(**facts)
        return text[0].upper() + text[1:]

    def _new(self, question: Question) -> Question | None:
        folded = question.text.casefold()
        if folded in self.said:
            return None
        self.said.add(folded)
        return question


def _follows(answer: Answer, before: Answer) -> bool:
    """Whether an answer stands right after the other one in the article."""
    last: Sequence[int] = (before.places[-1].block, before.places[-1].end)
    return answer.unit.block == last[0] and 0 <= answer.unit.start - last[1] <= 3
