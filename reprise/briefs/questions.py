"""Questions the article asks and answers: question headings, "Q:" and "A:", interviews."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from reprise.articles.article import Article, Block, Place
from reprise.briefs.brief import Question
from reprise.briefs.language import word_count
from reprise.briefs.sentences import split
from reprise.briefs.standalone import is_clean

_MARKS = ("?", "？", "؟", ";")
_NUMBERING = regex.compile(
    r"^(?:(?:question|frage|pregunta|вопрос|pergunta|domanda|vraag|pytanie|質問|问题)\s*(?:no\.?\s*)?\d*\s*[:.)—–-]\s*|"
    r"\d{1,2}\s*[.):]\s*|q\d{0,2}\s*[:.)]\s*|問\s*[:：.]?\s*)",
    regex.I,
)
ANSWERING = regex.compile(
    r"^(?:(?:answer|antwort|respuesta|réponse|ответ|відповідь|resposta|risposta|antwoord|odpowiedź|回答|答え?)\s*[:：.—–-]\s*|a\d{0,2}\s*[:.)]\s+)",
    regex.I,
)
SPEAKER = regex.compile(r"^(?P<name>(?:\p{Lu}[\p{L}.’'-]*\s?){1,5}|[\p{Han}\p{Katakana}]{2,10})\s?[:：]\s*")
_SENTENCES, _WORDS = 3, 60


def questions(article: Article, limit: int = 30) -> tuple[Question, ...]:
    """The article's questions with the beginning of their answers, in reading order."""
    found: list[Question] = []
    for index, question in _asked(article):
        answer = _answer(article, index + 1)
        if answer is not None and word_count(question, article.language) <= 40:
            place, text = answer
            found.append(Question(question=question, answer=text, place=place))
    return tuple(found[:limit])


def _asked(article: Article) -> Iterator[tuple[int, str]]:
    """Blocks that are questions, without their numbering and the asker's name."""
    for index, block in enumerate(article.blocks):
        if block.kind not in ("heading", "paragraph", "list_item") or not is_question(block.text):
            continue
        question = _NUMBERING.sub("", block.text)
        named = SPEAKER.match(question)
        if named and block.kind != "heading":
            question = question[named.end() :]
        elif block.kind == "list_item" and question == block.text and block.number is None:
            continue
        spans = split(question, article.language)
        if block.kind != "heading":
            if not (named or question != block.text or (len(spans) == 1 and _stands_apart(article, index))):
                continue
            asked = [question[start:end] for start, end in spans if question[start:end].rstrip().endswith(_MARKS)]
            question = asked[0] if asked else question
        if len(question) > 5 and is_clean(question) and question[-1] in _MARKS:
            yield index, question[0].upper() + question[1:]


def is_question(text: str) -> bool:
    """Whether a text ends by asking."""
    return text.rstrip("\"'”’») ").endswith(_MARKS[:3])


def _stands_apart(article: Article, index: int) -> bool:
    """Whether a paragraph that asks is one of several, as in an interview without names."""
    asking = [block for block in article.blocks if block.kind == "paragraph" and is_question(block.text)]
    return len(asking) >= 3 and article.blocks[index].kind == "paragraph" and len(article.blocks[index].text) < 220


def _answer(article: Article, start: int) -> tuple[Place, str] | None:
    """The first sentences after a question, within one block; a paragraph rather than a quotation set before it."""
    quoted: tuple[Place, str] | None = None
    for index in range(start, min(start + 4, len(article.blocks))):
        block = article.blocks[index]
        if block.kind == "heading" or (is_question(block.text) and block.kind != "paragraph"):
            break
        if block.kind == "paragraph" or (block.kind == "list_item" and index == start):
            return _opening(article, index, block) or quoted
        if block.kind == "quote":
            quoted = quoted or _opening(article, index, block)
    return quoted


def _opening(article: Article, index: int, block: Block) -> tuple[Place, str] | None:
    offset = 0
    for lead in (ANSWERING, SPEAKER):
        match = lead.match(block.text[offset:])
        offset += match.end() if match else 0
    spans = [(start + offset, end + offset) for start, end in split(block.text[offset:], article.language)]
    chosen: list[tuple[int, int]] = []
    for start, end in spans:
        words = word_count(block.text[spans[0][0] : end], article.language)
        text = block.text[start:end]
        if chosen and (len(chosen) == _SENTENCES or words > _WORDS):
            break
        if not is_clean(text) or text.endswith((":", "：")):
            break
        chosen.append((start, end))
    if not chosen or word_count(block.text[chosen[0][0] : chosen[-1][1]], article.language) > 2 * _WORDS:
        return None
    place = Place(block=index, start=chosen[0][0], end=chosen[-1][1])
    return place, article.at(place)
