"""The script of a dialogue: one asks, the other answers with the article's own sentences, and a last card sums up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.briefs.language import content_terms, spoken_seconds, word_count
from reprise.errors import BadInput
from reprise.sites import Site
from reprise.video.dialogue.answers import Answer, answers
from reprise.video.dialogue.choosing import choose
from reprise.video.dialogue.cues import answer_cue, question_cue, shows_something, takeaway_cue
from reprise.video.dialogue.phrases import Phrases, languages, phrases
from reprise.video.dialogue.poses import answer_pose, question_pose
from reprise.video.dialogue.questions import Question, Questioner
from reprise.video.presets import Format
from reprise.video.script import Cue, Scene, Script
from reprise.video.writing.cues import Shots
from reprise.video.writing.lengths import is_within, stated_target, target_of, too_short
from reprise.video.writing.manner import Manner
from reprise.video.writing.notes import Wishes
from reprise.video.writing.sayable import speakable
from reprise.video.writing.units import Material, units

WRITER = "extractive dialogue 2"
TAKEAWAY_SECONDS = 3.0
AIR_SECONDS = 0.3
"""Around a scene's words, beyond the pause after a sentence that a voice's measured rate has in it already: a dialogue
has a scene for every sentence or two, so counting it again would make films a tenth too short."""
EXCHANGES = (2, 7)
"""Questions with answers after the first, at least and at most."""

_TITLE_WORDS = 9  # of a title that is spoken within a question
_ASKED_WORDS = 14  # of a title that is a question itself
_OPENING_WORDS = 26
_TRIES = 7


@dataclass(frozen=True)
class _Exchange:
    question: Question
    answer: Answer
    narration: str


@dataclass(frozen=True)
class _Writer:
    """All that the exchanges of one film are made of."""

    material: Material
    site: Site
    fmt: Format
    table: Phrases | None
    pool: tuple[Answer, ...]
    rate: float
    hooks: frozenset[str] = frozenset()

    @property
    def language(self) -> str:
        return self.material.article.language

    def seconds(self, text: str) -> float:
        return spoken_seconds(text, self.language, self.rate) + AIR_SECONDS


def write_dialogue(
    article: Article, brief: Brief, site: Site, fmt: Format, *, words_per_minute: float, wishes: Wishes | None = None
) -> Script:
    """A dialogue within ±10 % of the target length, or as long as the article has answers for.

    Every question is answered by the sentences after it. `wishes` are what reviewers asked for. Raises `BadInput` when
    there are too few answers for the format's shortest film, or no way to ask in the article's language.
    """
    wishes = wishes or Wishes()
    target = target_of(site, fmt, wishes.length)
    table = phrases(article.language, site.films.context)
    manner = Manner.of(site, article.language)
    best: tuple[float, _Writer, list[_Exchange]] | None = None
    for at_need in (False, True):
        material = Material.of(article, brief, at_need=at_need)
        pool = answers(material, units(material, manner, wishes), table)
        writer = _Writer(material, site, fmt, table, tuple(pool), words_per_minute, wishes.hooks)
        exchanges = _exchanges(writer, target)
        total = _total(writer, exchanges)
        if best is None or abs(total - target) < abs(best[0] - target):
            best = (total, writer, exchanges)
        if is_within(total, target, fmt) and len(exchanges) > EXCHANGES[0]:
            break
    assert best is not None
    total, writer, exchanges = best
    if table is None and (total < fmt.seconds[0] or len(exchanges) <= EXCHANGES[0]):
        raise _no_language(article, len(writer.pool))
    if total < fmt.seconds[0] or len(exchanges) < EXCHANGES[0]:
        raise too_short(article, fmt, total, words_per_minute)
    return Script(
        article=article.key,
        article_hash=article.content_hash,
        site=site.id,
        format=fmt.name,
        title=" ".join(brief.title.split()),
        language=article.language,
        target_seconds=stated_target(total, target, fmt),
        scenes=tuple(_scenes(writer, exchanges)),
        writer=WRITER,
        form="dialogue",
        style=site.films.style,
    )


def _exchanges(writer: _Writer, target: float) -> list[_Exchange]:
    """The exchanges whose length comes nearest to the target: the guess at the questions' length is corrected."""
    nearest: list[_Exchange] = []
    for first in _openings(writer):
        aim = target
        for _ in range(_TRIES):
            found = _attempt(writer, first, aim)
            away = _total(writer, found) - target
            if not nearest or abs(away) < abs(_total(writer, nearest) - target):
                nearest = found
            if is_within(target + away, target, writer.fmt) and abs(away) <= 0.08 * target:
                return found
            aim -= away * 0.7
    return nearest


def _attempt(writer: _Writer, first: Answer, aim: float) -> list[_Exchange]:
    asker = Questioner(writer.table, writer.material.article.key, {hook.casefold() for hook in writer.hooks})
    opening = _opening(writer, asker, first)
    if opening is None:
        return []
    told = [_Exchange(opening, first, _narration(first, writer.language))]
    rest = [answer for answer in writer.pool if not answer.unit.written & first.unit.written]
    rest = [_without(answer, first) for answer in rest]
    chosen = choose(
        rest,
        lambda answer: _guess(writer, answer),
        target=aim - _total(writer, told),
        count=EXCHANGES,
        language=writer.language,
    )
    for answer in chosen:
        question = asker.ask(answer, told[-1].answer, writer.material.brief)
        if question is not None:
            named = question.names(answer)
            told.append(_Exchange(question, answer, _narration(answer, writer.language, named=named)))
    return told


def _opening(writer: _Writer, asker: Questioner, first: Answer) -> Question | None:
    if first.kind == "asked" or writer.table is None:
        return asker.ask(first, None)
    title = " ".join(writer.material.brief.title.split()).rstrip(".!")
    if title.endswith("?") and word_count(title, writer.language) <= _ASKED_WORDS:
        own = asker.ask(replace(first, kind="asked", asked=title), None)
        if own is not None:
            return own
    return asker.opening(_subject(writer, title, first), first)


def _subject(writer: _Writer, title: str, first: Answer) -> str:
    """The title as it can be said within a question: whole, its first part, else the article's first topic."""
    known = f"{title} {' '.join(first.said)}".casefold()
    topics = [word.text for word in writer.material.brief.keywords if word.is_name or " " in word.text]
    topics = [topic for topic in topics if topic.casefold() in known]
    for text in (title, *(part for mark in (": ", " – ", " — ", " | ") for part in title.split(mark)[:1]), *topics[:1]):
        spoken = speakable(text, writer.language).rstrip(".。!")
        if spoken and not any(mark in text for mark in '“”«»„"‘?:') and len(spoken.split()) <= _TITLE_WORDS:
            return spoken
    return ""


def _openings(writer: _Writer) -> list[Answer]:
    """Answers that tell what the article is about: of its summary, else its most telling ones."""
    pool = [answer for answer in writer.pool if answer.kind in ("sentence", "definition", "number", "asked")]
    if writer.table is None:
        return sorted(pool, key=lambda one: one.order)[:1]
    texts = [item.text for item in (*writer.material.brief.summary, *writer.material.brief.key_points[:3])]
    found = [answer for text in texts for answer in pool if answer.kind != "asked" and text in answer.unit.written]
    found = found or sorted((one for one in pool if one.kind != "asked"), key=lambda one: one.order)
    found = [answer for answer in found if not answer.gives_reason] or found
    subject = {*content_terms(writer.material.brief.title, writer.language)}

    def rank(answer: Answer) -> tuple[bool, bool]:
        said = " ".join(answer.said)
        speaks_of_it = bool(subject & {*content_terms(said, writer.language)})
        return not speaks_of_it, word_count(said, writer.language) > _OPENING_WORDS

    found.sort(key=rank)
    if not found or rank(found[0])[0]:
        others = [answer for answer in pool if answer.kind != "asked" and not rank(answer)[0]]
        found = [*sorted(others, key=lambda one: -one.value)[:2], *found]
    return found[:3] or pool[:1]


def _without(answer: Answer, first: Answer) -> Answer:
    """The answer without a sentence after it that the film's first answer says."""
    return replace(answer, more="") if answer.unit.more_written in first.unit.written else answer


def _guess(writer: _Writer, answer: Answer) -> float:
    """What an exchange will last: the answer, and a question of the usual length."""
    asked = answer.asked or "Some words to ask with?"
    return writer.seconds(asked) + writer.seconds(_narration(answer, writer.language))


def _total(writer: _Writer, exchanges: Sequence[_Exchange]) -> float:
    spoken = sum(writer.seconds(one.question.text) + writer.seconds(one.narration) for one in exchanges)
    return spoken + TAKEAWAY_SECONDS


def _narration(answer: Answer, language: str, *, named: bool = False) -> str:
    """The answer's sentences; where the question names no title, the title comes first."""
    said = [speakable(answer.topic, language), *answer.said] if named else list(answer.said)
    return " ".join(said)


def _scenes(writer: _Writer, exchanges: Sequence[_Exchange]) -> list[Scene]:
    shots, language, last = Shots(writer.material), writer.language, len(exchanges) - 1
    scenes: list[Scene] = []
    title = " ".join(writer.material.brief.title.split())
    for number, one in enumerate(exchanges):
        stunned = number > 0 and exchanges[number - 1].answer.kind == "number"
        pose = question_pose(number, stunned=stunned, wondering=one.question.group == "reason")
        asked = question_cue(title if number == 0 else one.question.text, pose)
        shown = answer_cue(one.answer, one.narration, shots, language)
        stands = answer_pose(number, shows=shows_something(shown, one.narration), last=number == last)
        scenes.append(_scene(writer, number, one.question.text, asked, one, asks=True))
        scenes.append(_scene(writer, number, one.narration, shown.model_copy(update={"pose": stands}), one, asks=False))
    told = [one.answer for one in exchanges]
    scenes.append(
        Scene(
            id="takeaway",
            section="takeaway",
            narration="",
            cue=takeaway_cue(writer.material.brief, told, writer.site, language),
            on_screen=writer.table.takeaway if writer.table else "",
            seconds=TAKEAWAY_SECONDS,
        )
    )
    return scenes


def _scene(writer: _Writer, number: int, said: str, cue: Cue, one: _Exchange, *, asks: bool) -> Scene:
    names = ("hook", "intro") if number == 0 else (f"question-{number}", f"answer-{number}")
    return Scene(
        id=names[0] if asks else names[1],
        section="hook" if number == 0 and asks else "intro" if number == 0 else "point",
        narration=said,
        cue=cue,
        seconds=round(writer.seconds(said), 2),
        sources=() if asks and one.question.group != "asked" else one.answer.places,
        speaker="questioner" if asks else "explainer",
    )


def _no_language(article: Article, own: int) -> BadInput:
    return BadInput(
        f"No dialogue can be written in {article.language!r}: questions are formed in {', '.join(languages())} only, "
        f"and the article asks and answers {own} of its own, too few for a film.",
        where=article.key,
        remedy="Set films.form to narration for this site, or write sections of the article as questions.",
    )
