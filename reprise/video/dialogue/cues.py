"""What a dialogue's scenes show beside who talks: the question in a bubble, a number, a list, a picture, a word."""

from __future__ import annotations

from collections.abc import Sequence

from reprise.briefs.brief import Brief
from reprise.briefs.language import content_terms, word_count
from reprise.sites import Site
from reprise.video.dialogue.answers import Answer
from reprise.video.script import Cue, Pose
from reprise.video.writing.cues import Shots, is_on_screen
from reprise.video.writing.fit import Chosen
from reprise.video.writing.words import film_words

_BUBBLE_WORDS = 22  # spoken words that stand in a bubble and can be read there
_ITEMS, _ITEM_WORDS, _SENTENCE_WORDS = 3, 6, 16  # of the last card, which is seen for three seconds
_LABEL = 44  # characters of its plate


def question_cue(text: str, pose: Pose) -> Cue:
    return Cue(kind="character", text=text, pose=pose)


def answer_cue(answer: Answer, narration: str, shots: Shots, language: str) -> Cue:
    """What is shown with an answer; its pose is chosen later, by whether there is something to point at."""
    shot = shots.point(Chosen(answer.unit, len(answer.said) > 1 and bool(answer.more)))
    if shot.kind == "image":
        return Cue(kind="character", image=shot.image, label=shot.label)
    if shot.kind == "statistic":
        whole = shot.label == (answer.unit.statistic.sentence if answer.unit.statistic else "")
        return Cue(kind="character", text=shot.text, label="" if whole else shot.label)
    if shot.kind == "list":
        return Cue(kind="character", items=shot.items, text=shot.label)
    short = word_count(narration, language) <= _BUBBLE_WORDS
    return Cue(kind="character", text=narration if short else _few_words(answer, shots, language) or narration)


def _few_words(answer: Answer, shots: Shots, language: str) -> str:
    """What a longer answer is about, in a few words; "" where nothing names it."""
    if answer.kind == "step" and is_on_screen(answer.unit.title, language):
        return answer.unit.title
    if answer.topic and answer.kind in ("point", "definition", "sentence"):
        return answer.topic[:1].upper() + answer.topic[1:]
    return shots.on_screen(Chosen(answer.unit, False))


def shows_something(cue: Cue, narration: str) -> bool:
    """Whether a card stands beside the figure that is more than what it says."""
    return bool(cue.image or cue.items or (cue.text and cue.text != narration))


def takeaway_cue(brief: Brief, told: Sequence[Answer], site: Site, language: str) -> Cue:
    """One short sentence, or up to three points where the film told a list; and whose film it is."""
    call = film_words(language).cta.format(site=site.name).rstrip(".。")
    label = call if call and len(call) <= _LABEL else site.name
    titles = [title for answer in told if (title := _title(answer)) and word_count(title, language) <= _ITEM_WORDS]
    if len(titles) >= _ITEMS:
        return Cue(kind="takeaway", items=tuple(dict.fromkeys(titles))[:_ITEMS], label=label)
    sentence = _sentence(brief, told, language)
    if sentence:
        return Cue(kind="takeaway", text=sentence, label=label)
    numbers = [f"{number.value} {number.label}" for number in brief.statistics if number.label != number.sentence]
    short = [text for text in numbers if word_count(text, language) <= _SENTENCE_WORDS]
    if short:
        return Cue(kind="takeaway", text=short[0], label=label)
    topics = [word.text[:1].upper() + word.text[1:] for word in brief.keywords if " " in word.text or word.is_name]
    if len(topics) >= _ITEMS:
        return Cue(kind="takeaway", items=tuple(topics[:_ITEMS]), label=label)
    return Cue(kind="takeaway", text=" ".join(brief.title.split()), label=label)


def _title(answer: Answer) -> str:
    if answer.kind == "point":
        return answer.topic
    return "" if answer.kind != "step" or answer.unit.title.endswith("…") else answer.unit.title.rstrip(".")


def _sentence(brief: Brief, told: Sequence[Answer], language: str) -> str:
    """The most telling short sentence, one that was said rather than one that was not."""
    said = [sentence for answer in told if answer.kind != "step" for sentence in answer.said]
    ranked = [*brief.summary, *brief.quotes, *brief.key_points, *brief.definitions]
    texts = [" ".join(item.text.split()) for item in ranked]
    short = [text for text in texts if 4 <= word_count(text, language) <= _SENTENCE_WORDS]
    subject = {*content_terms(brief.title, language)}
    short.sort(key=lambda text: not subject & {*content_terms(text, language)})
    opening = frozenset(told[0].said) if told else frozenset()  # heard at the start, it concludes nothing
    leaning = {text for answer in told if answer.kind == "asked" for text in answer.said}  # on its question
    later = [text for text in short if text not in opening and text not in leaning]
    named = [len(subject & {*content_terms(text, language)}) for text in later]
    fullest = later[named.index(max(named))] if named and max(named) > 1 else ""
    spoken = [text for text in later if text in said] or [fullest] * bool(fullest)
    others = [text for text in said if 4 <= word_count(text, language) <= _SENTENCE_WORDS and text not in leaning]
    others.sort(key=lambda text: text in opening)
    return next(iter([*spoken, *others, *later]), "")
