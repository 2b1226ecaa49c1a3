"""Carousels in a model's words: one set of slides for all platforms, and a caption for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from reprise.articles.article import Article
from reprise.prompts.answers import Answer
from reprise.prompts.source import NumberedArticle
from reprise.social.carousels import FEWEST, MOST
from reprise.social.parts import Desk, call_words
from reprise.social.plain import clean
from reprise.social.rules import TextRules
from reprise.social.slide import Slide
from reprise.social.told.harvest import Key, Reading
from reprise.social.told.needs import Wanted
from reprise.social.told.reading import PostReader
from reprise.social.told.shapes import posts_shape
from reprise.social.told.wording import Examiner, Fault, Measure

COVER, SLIDES = Key("", "carousel", "cover"), Key("", "carousel", "slides")

_DRAWN = TextRules(target=200, limit=200, counting="x_weighted", emoji="none")
"""Slides are measured in letters, of which wide ones count twice."""
_COVER, _HEADING, _TEXT, _FIGURE = 90, 70, 170, 16
_POINTS = (5, 7)


class ToldSlide(Answer):
    """One slide."""

    heading: str = Field(description="its idea in a few words, at most 60 characters")
    text: str = Field(description="one or two sentences that carry it, at most 150 characters")
    figure: str = Field(
        description='if the idea is a number: it with its unit as the article writes it, at most 14 characters; else ""'
    )
    sources: list[int] = Field(description="1 to 3 numbers of the sentences that it is from")


def carousel_shape(name: str, wanted: Sequence[Wanted]) -> type[Answer]:
    """The slides between cover and call to action, and a caption for each platform."""
    fewest, most = counts(wanted)
    cover = (str, Field(description="the words of the first slide, at most 80 characters"))
    slides = (list[ToldSlide], Field(description=f"{fewest} to {most} slides, one idea on each, in order"))
    return posts_shape(name, wanted, cover=cover, slides=slides)


def counts(wanted: Sequence[Wanted]) -> tuple[int, int]:
    """How many slides between cover and call to action suit all platforms."""
    room = min(min(MOST, each.desk.slides) for each in wanted) - 2
    return min(_POINTS[0], room), min(_POINTS[1], room)


class CarouselReader:
    """Reads slides and captions."""

    def __init__(self, examiner: Examiner, text: NumberedArticle, captions: PostReader) -> None:
        self.examiner, self.text, self.captions = examiner, text, captions

    def read(self, answer: Any) -> Reading:
        reading, first_lines = Reading(), dict[str, str]()
        cover, said_before = clean(answer.cover), self.captions.before
        reading.take(COVER, cover, self.examiner.faults(answer.cover, Measure(_DRAWN, _COVER, alone=True)))
        self.slides(reading, answer.slides, [*said_before, ("the cover", cover)])
        for each in self.captions.wanted:
            caption = getattr(answer, each.platform)
            if self.captions.is_foreign(reading, each.platform, caption):
                reading.wanted += len(each.needs)
                continue
            self.captions.post(reading, caption, each, list(said_before), first_lines)
        return reading

    def slides(self, reading: Reading, told: Sequence[ToldSlide], said: list[tuple[str, str]]) -> None:
        """The good ones of the slides; `said` is what they must not say again."""
        kept: list[Slide] = []
        _, most = counts(self.captions.wanted)
        for number, slide in enumerate(told[:most], start=1):
            where, text, heading = f"slides {number}", clean(slide.text), clean(slide.heading).rstrip(".")
            faults = [*self.examiner.faults(slide.heading, Measure(_DRAWN, _HEADING))]
            faults += self.examiner.faults(slide.text, Measure(_DRAWN, _TEXT, sentence=True))
            faults += [Fault("the text repeats the heading", slight=True)] if _repeats(text, heading) else []
            faults += self.captions.repeated(Key("", "", where), text, said)
            faults += self.captions.repeated(Key("", "", where), heading, said)
            figure, wrong = self.figure(slide)
            reading.looked_at += 2
            reading.complain(where, [*faults, *wrong])
            if all(fault.slight for fault in faults):
                said += [(where, text), (where, heading)]
                kept.append(_slide(figure, heading, text, self.text.places(slide.sources)))
        words = " ".join(detail for slide in kept for detail in (slide.text, slide.label, *slide.items))
        faults = [Fault(f"{len(kept)} are good; {FEWEST - 2} are needed")] if len(kept) < FEWEST - 2 else []
        if self.examiner.is_foreign(words):
            faults.append(Fault(f"they are not in the article's language ({self.examiner.language})"))
        reading.take(SLIDES, tuple(kept), faults)

    def figure(self, slide: ToldSlide) -> tuple[str, list[Fault]]:
        """The number that a slide shows large; a wrong one is left out, the slide stays."""
        figure = clean(slide.figure)
        if not figure:
            return "", []
        rightly = len(figure) <= _FIGURE and any(map(str.isdigit, figure)) and figure in self.examiner.article.text
        if rightly and not self.examiner.faults(f"{figure} {slide.text}", Measure(_DRAWN, _TEXT + _FIGURE)):
            return figure, []
        return "", [Fault("its figure does not stand in the article like this", slight=True)]


def told_slides(good: Mapping[Key, Any], desk: Desk, article: Article) -> tuple[Slide, ...]:
    """All slides of one platform's carousel, its cover and its call to action included; () without good ones.

    Without a good cover the article's headline is on the first.
    """
    between = good.get(SLIDES)
    ending = clean(call_words(desk).rstrip(" :：") or desk.site.name)
    cover = good.get(COVER) or clean(article.title)
    if not between or not ending or not cover:
        return ()
    return (Slide("title", cover, next(iter(article.tags), "")), *between, Slide("cta", ending))


def _repeats(text: str, heading: str) -> bool:
    return text.casefold().startswith(heading.casefold())


def _slide(figure: str, heading: str, text: str, places: Any) -> Slide:
    if figure:
        return Slide("statistic", figure, text, places=places)
    if _repeats(text, heading):
        return Slide("point", text, places=places)
    return Slide("point", heading, "", (text,), places)
