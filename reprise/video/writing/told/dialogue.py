"""A dialogue in a model's words: one asks, the other answers, and a last card sums up."""

from __future__ import annotations

from reprise.briefs.language import is_spaceless, spoken_seconds, word_count
from reprise.prompts.prompt import prompt
from reprise.video.dialogue.cues import question_cue, shows_something
from reprise.video.dialogue.phrases import phrases
from reprise.video.dialogue.writing import AIR_SECONDS, EXCHANGES, TAKEAWAY_SECONDS
from reprise.video.script import Cue, Pose, Scene, Script
from reprise.video.writing.openings import one_line
from reprise.video.writing.told.desk import Desk
from reprise.video.writing.told.fitting import Part, kept, words_asked
from reprise.video.writing.told.parts import told_script
from reprise.video.writing.told.shapes import (
    ANSWER_WORDS,
    QUESTION_WORDS,
    DialogueAnswer,
    LastCard,
    ToldExchange,
    dialogue_shape,
)
from reprise.video.writing.told.showing import Showing, Wanted, spoken
from reprise.video.writing.told.telling import Film
from reprise.video.writing.words import film_words

PROMPT = "dialogue.v1"
_CONTEXTS = {
    "motivation": "motivation: what moves people, and the next step",
    "finance": "finance: what it costs, what it brings, where the risk is",
    "tech": "technology: how it works and what it is good for",
    "educational": "learning: so that a newcomer understands",
}
_MOST = 12  # exchanges that are asked for
_BUBBLE_WORDS, _CARD_WORDS, _ITEMS, _ITEM_WORDS = 22, 16, 3, 6
_LABEL = 44
_ASKING = ("?", "？", "؟")


def dialogue_film(desk: Desk) -> Film[DialogueAnswer]:
    """Asks for a dialogue."""
    each = QUESTION_WORDS + ANSWER_WORDS
    rough = words_asked(desk, 10, air=AIR_SECONDS, silent=TAKEAWAY_SECONDS)
    count = min(_MOST, max(EXCHANGES[0] + 1, round(rough / each)))
    words = words_asked(desk, 2 * count, air=AIR_SECONDS, silent=TAKEAWAY_SECONDS)
    fields = dict(desk.fields())
    people = desk.site.films.characters
    asked = prompt(
        PROMPT,
        **fields,
        words=words,
        exchanges=f"{count} to {count + 1}",
        question_words=QUESTION_WORDS,
        answer_words=ANSWER_WORDS,
        questioner=people.questioner.name or "one",
        explainer=people.explainer.name or "the other",
        context=_CONTEXTS[desk.site.films.context],
    )
    shape = dialogue_shape((count, count + 1))
    return Film(desk, "dialogue", asked, shape, _script, words=round(2.8 * words), more_faults=_question_faults)


def _script(answer: DialogueAnswer, desk: Desk, without: frozenset[str]) -> Script:
    """The script of an answer; exchanges that it has no time for are dropped, never the first one left."""
    exchanges = [one for one in answer.exchanges if not {*_lines(one, desk)} & without]
    if not exchanges:
        return told_script(desk, [_last_card(answer.takeaway, desk)])
    first, *rest = exchanges
    fixed = _seconds(first, desk) + TAKEAWAY_SECONDS
    chosen = kept([Part(_seconds(one, desk), one.importance) for one in rest], fixed, desk.target, desk.fmt, 2)
    told = [first, *(rest[number] for number in chosen)]
    showing = Showing(desk)
    scenes = [
        scene
        for number, one in enumerate(told)
        for scene in _exchange(one, number, desk, showing, last=number == len(told) - 1)
    ]
    script = told_script(desk, [*scenes, _last_card(answer.takeaway, desk)])
    return script.model_copy(update={"form": "dialogue"})


def _exchange(one: ToldExchange, number: int, desk: Desk, showing: Showing, *, last: bool) -> tuple[Scene, Scene]:
    asked, said = _lines(one, desk)
    names = ("hook", "intro") if number == 0 else (f"question-{number}", f"answer-{number}")
    bubble = one_line(desk.brief.title) if number == 0 else asked
    cue = _answer_cue(one, said, desk, showing)
    points_at = shows_something(cue, said)
    pose: Pose = "cheering" if last else "pointing" if points_at else one.answer_pose
    if pose == "pointing" and not points_at:
        pose = "explaining"
    return (
        Scene(
            id=names[0],
            section="hook" if number == 0 else "point",
            narration=asked,
            cue=question_cue(bubble, one.question_pose),
            seconds=_spoken_seconds(asked, desk),
            speaker="questioner",
        ),
        Scene(
            id=names[1],
            section="intro" if number == 0 else "point",
            narration=said,
            cue=cue.model_copy(update={"pose": pose}),
            seconds=_spoken_seconds(said, desk),
            sources=desk.places(one.sources),
            speaker="explainer",
        ),
    )


def _answer_cue(one: ToldExchange, said: str, desk: Desk, showing: Showing) -> Cue:
    """What stands beside the explainer: a number, a picture, points, a few words, else the answer itself."""
    wanted = Wanted(one.shows, one.text, one.label, one.items[:_ITEMS], one.picture)
    shot = showing.cue(wanted, said, desk.places(one.sources)) if one.shows != "words" else None
    if shot is not None and shot.kind == "image":
        return Cue(kind="character", image=shot.image, label=shot.label)
    if shot is not None and shot.kind == "statistic":
        return Cue(kind="character", text=shot.text, label=shot.label)
    if shot is not None and shot.kind == "list":
        return Cue(kind="character", items=shot.items, text=shot.label)
    named = " ".join(one.text.split())
    short = word_count(said, desk.language) <= _BUBBLE_WORDS
    few = named if 0 < word_count(named, desk.language) <= _ITEM_WORDS and desk.is_said(named) else ""
    return Cue(kind="character", text=said if short or not few else few)


def _last_card(told: LastCard, desk: Desk) -> Scene:
    """The card at the end: a sentence or up to three points, a heading of ours, and whose film it is."""
    call = film_words(desk.language).cta.format(site=desk.site.name).rstrip(".。")
    label = call if call and len(call) <= _LABEL else desk.site.name
    items = tuple(text for item in told.items if (text := " ".join(item.split()).rstrip(" .;,。")))[:_ITEMS]
    items = items if len(items) > 1 and all(_is_card(item, _ITEM_WORDS, desk) for item in items) else ()
    text = " ".join(told.text.split())
    if not items and (not text or not _is_card(text, _CARD_WORDS, desk)):
        text = one_line(desk.brief.title)
    table = phrases(desk.language, desk.site.films.context)
    return Scene(
        id="takeaway",
        section="takeaway",
        narration="",
        cue=Cue(kind="takeaway", text="" if items else text, items=items, label=label),
        on_screen=table.takeaway if table else "",
        seconds=TAKEAWAY_SECONDS,
    )


def _is_card(text: str, words: int, desk: Desk) -> bool:
    """Whether a text is short enough for the last card, and the article's."""
    if not desk.is_said(text):
        return False
    return len(text) <= 3 * words if is_spaceless(desk.language) else word_count(text, desk.language) <= words


def _question_faults(answer: DialogueAnswer, desk: Desk) -> list[str]:
    asked = [spoken(one.question, desk.language) for one in answer.exchanges]
    found = [f"question {n} does not ask: {text!r}." for n, text in enumerate(asked, 1) if not text.endswith(_ASKING)]
    twice = [text for number, text in enumerate(asked) if text in asked[:number]]
    found += [f"it asks twice: {text!r}." for text in dict.fromkeys(twice)]
    if len(answer.exchanges) < EXCHANGES[0] + 1:
        found.append(f"There are {len(answer.exchanges)} exchanges; write at least {EXCHANGES[0] + 1}.")
    return found


def _seconds(one: ToldExchange, desk: Desk) -> float:
    return sum(_spoken_seconds(text, desk) for text in _lines(one, desk))


def _lines(one: ToldExchange, desk: Desk) -> tuple[str, str]:
    return spoken(one.question, desk.language), spoken(one.answer, desk.language)


def _spoken_seconds(text: str, desk: Desk) -> float:
    return round(spoken_seconds(text, desk.language, desk.words_per_minute) + AIR_SECONDS, 2)
