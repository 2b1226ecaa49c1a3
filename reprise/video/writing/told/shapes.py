"""The shapes that scripts are answered in."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, get_args

from pydantic import Field, create_model

from reprise.prompts.answers import Answer
from reprise.video.script import Pose

Shows = Literal[
    "words", "picture", "number", "list", "code", "question", "step", "quote", "chart", "comparison", "map"
]  # fmt: skip
Importance = Literal["essential", "useful", "extra"]
AnswerShows = Literal["words", "picture", "number", "list"]
assert set(get_args(AnswerShows)) < set(get_args(Shows))
QuestionPose = Literal["asking", "thinking", "surprised"]
AnswerPose = Literal["explaining", "pointing", "standing"]
assert {*get_args(QuestionPose), *get_args(AnswerPose)} < {*get_args(Pose)}

HOOK_WORDS, INTRO_WORDS, CALL_WORDS = 11, 18, 9
POINT_WORDS, SCENE_WORDS = 18, 25
"""Of a short film's points, of a long film's scenes."""
QUESTION_WORDS, ANSWER_WORDS = 8, 20

_TEXT = Field(description='what the card says: the number as written, the copied words, the step; "" for nothing')
_LABEL = Field(description='what the number counts, or whose words they are, at most 8 words; "" for nothing')
_ITEMS = Field(description="0 to 5 points of a list, each of about 4 words")
_SOURCES = Field(description="1 to 4 numbers of the sentences that say it")
_SCREEN = Field(description='at most 6 words over the picture that name what is said; "" for none')
_PICTURE = Field(description="the picture's number in the list of pictures; 0 for none")


class ToldScene(Answer):
    """A scene: what is spoken, and what is seen."""

    narration: str = Field(description=f"what is spoken, about {SCENE_WORDS} words, whole sentences")
    sources: list[int] = _SOURCES
    shows: Shows = Field(description="what the scene shows")
    text: str = _TEXT
    label: str = _LABEL
    items: list[str] = _ITEMS
    picture: int = _PICTURE
    code: int = Field(description="the number of the piece of code in the list; 0 for none")
    on_screen: str = _SCREEN
    importance: Importance = Field(description="whether the film can do without it")


class ToldPoint(ToldScene):
    """A point of a short film."""

    narration: str = Field(description=f"what is spoken, about {POINT_WORDS} words, whole sentences")


class ToldHook(Answer):
    """The first words of a film."""

    narration: str = Field(description=f"one sentence, about {HOOK_WORDS} words")
    sources: list[int] = _SOURCES
    shows: Literal["words", "number", "question"] = Field(description="what the scene shows")
    text: str = _TEXT
    label: str = _LABEL
    on_screen: str = _SCREEN


class ToldIntro(Answer):
    """What the film is about."""

    narration: str = Field(description=f"one or two sentences, about {INTRO_WORDS} words")
    sources: list[int] = _SOURCES
    picture: int = _PICTURE
    on_screen: str = _SCREEN


class ToldTakeaway(Answer):
    """What to remember."""

    narration: str = Field(description="one or two sentences, about 16 words")
    sources: list[int] = _SOURCES


class ShortAnswer(Answer):
    """A short film."""

    hook: ToldHook
    introduction: ToldIntro
    points: list[ToldPoint]
    call_to_action: str = Field(description=f"one sentence, about {CALL_WORDS} words")


class ToldChapter(Answer):
    """A chapter of a long film."""

    title: str = Field(description="what it is about, about 4 words")
    scenes: list[ToldScene]


class LongAnswer(Answer):
    """A long film."""

    hook: ToldHook
    introduction: ToldIntro
    chapters: list[ToldChapter]
    takeaway: ToldTakeaway
    call_to_action: str = Field(description=f"one sentence, about {CALL_WORDS} words")


class ToldExchange(Answer):
    """A question and its answer."""

    question: str = Field(description=f"what is asked, about {QUESTION_WORDS} words, ends with a question mark")
    question_pose: QuestionPose = Field(description="how the asker stands")
    answer: str = Field(description=f"what is answered, about {ANSWER_WORDS} words, whole sentences")
    answer_pose: AnswerPose = Field(description="how the explainer stands; pointing only at what is shown")
    sources: list[int] = _SOURCES
    shows: AnswerShows = Field(description="what is shown beside the explainer")
    text: str = _TEXT
    label: str = _LABEL
    items: list[str] = Field(description="0 to 3 points of a list, each of about 4 words")
    picture: int = _PICTURE
    importance: Importance = Field(description="whether the film can do without it")


class LastCard(Answer):
    """The card that a dialogue ends with."""

    text: str = Field(description='one sentence of about 10 words; "" where there are points')
    items: list[str] = Field(description="0 to 3 points, each of about 4 words")
    sources: list[int] = _SOURCES


class DialogueAnswer(Answer):
    """A dialogue."""

    exchanges: list[ToldExchange]
    takeaway: LastCard


@lru_cache(maxsize=16)
def short_shape(points: tuple[int, int]) -> type[ShortAnswer]:
    """The shape of a short film with so many points."""
    listed = (list[ToldPoint], Field(description=f"{points[0]} to {points[1]} scenes"))
    return create_model("ShortFilm", __base__=ShortAnswer, points=listed)


@lru_cache(maxsize=64)
def long_shape(chapters: tuple[int, int], scenes: tuple[int, int]) -> type[LongAnswer]:
    """The shape of a long film with so many chapters, each of so many scenes."""
    told = (list[ToldScene], Field(description=f"{scenes[0]} to {scenes[1]} scenes"))
    chapter = create_model("Chapter", __base__=ToldChapter, scenes=told)
    listed = (list[chapter], Field(description=f"{chapters[0]} to {chapters[1]} chapters"))
    return create_model("LongFilm", __base__=LongAnswer, chapters=listed)


@lru_cache(maxsize=16)
def dialogue_shape(exchanges: tuple[int, int]) -> type[DialogueAnswer]:
    """The shape of a dialogue with so many questions."""
    listed = (list[ToldExchange], Field(description=f"{exchanges[0]} to {exchanges[1]} exchanges"))
    return create_model("Dialogue", __base__=DialogueAnswer, exchanges=listed)
