"""Procedures: ordered lists, "Step 1" headings and the directions of a recipe, as titled steps."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from reprise.articles.article import Article, Block, Place
from reprise.briefs.brief import Step
from reprise.briefs.language import is_spaceless, stop_words, word_count
from reprise.briefs.sentences import split
from reprise.briefs.standalone import is_clean

DIRECTIONS = regex.compile(
    r"^(?:directions|instructions|method|preparation|steps|how to make (?:it|them)|zubereitung|anleitung"
    r"|préparation|étapes|"
    r"preparación|instrucciones|pasos|preparo|modo de preparo|procedimento|preparazione|bereiding|przygotowanie"
    r"|приготовление|"
    r"пошаговая инструкция|作り方|手順|做法|步骤)\b[:：]?$",
    regex.I,
)
_STEP_HEADING = regex.compile(
    r"^(?:(?:step|schritt|étape|paso|passo|stap|krok|шаг|крок|ステップ|步骤|第)\s*#?\d{1,2}\s*(?:[:.)—–步-]|$)"
    r"|\d{1,2}[.)]\s)\s*",
    regex.I,
)
_JOINT = regex.compile(
    r"[,;:(—–]|\s-\s|\s(?:so that|until|then|and then|which|because|to make|если|чтобы|damit|bis|para|pour|afin)\s"
)
_INTRODUCES = regex.compile(r"^(?:for|with|if|once|in|at|when|while|after|before|on|using|as|by|from)\b", regex.I)
_INTRODUCTION = regex.compile(  # "With a fork, …": the deed comes after the comma
    r"^(?:for|with|if|once|in|at|when|while|after|before|on|to|using|as|by|from|next|then|now|first|finally"
    r"|если|когда|после|затем|"
    r"wenn|mit|nach|si|cuando|quand|avec|con|para|pour|se|quando)\b[^,.]{0,70},\s+(?!(?:an?|the|or|and|then|ein"
    r"|eine|oder|und|un|una|y|o|ou|et|или|и)\b)",
    regex.I,
)
_TITLE_WORDS, _TITLE_CHARACTERS = 9, 22


def steps(article: Article, limit: int = 20) -> tuple[Step, ...]:
    """The article's main procedure in order; empty when it has none of at least three steps."""
    by_heading = _heading_steps(article)
    if len(by_heading) >= 3:
        return tuple(by_heading[:limit])
    runs = [_list_step_run(article, run) for run in _runs(article)]
    best = max(runs, key=len, default=[])
    return tuple(best[:limit]) if len(best) >= 3 else ()


def step_title(text: str, language: str) -> str:
    """A short name of a step: its beginning up to a joint; where there is none its first words and "…"."""
    if "." in text or "。" in text:
        start, end = split(text, language)[0]
        text = text[start:end]
    candidate = text.rstrip(" .。:：;")
    introduced = _INTRODUCTION.match(candidate)
    if introduced:
        candidate = candidate[introduced.end() :]
        candidate = candidate[:1].upper() + candidate[1:]
    joint = None if _INTRODUCES.match(candidate) else _JOINT.search(candidate, pos=4)
    for title in (candidate, candidate[: joint.start()].rstrip() if joint else ""):
        if title and _is_short(title, language) and not _ends_open(title, language):
            return title
    return _cut(candidate, language)


def _cut(text: str, language: str) -> str:
    if is_spaceless(language):
        return text[: _TITLE_CHARACTERS - 1] + "…"
    words = text.split()[:_TITLE_WORDS]
    while len(words) > 2 and words[-1].casefold().strip(",;:") in stop_words(language):
        words.pop()
    return " ".join(words).rstrip(",;:–—-(") + "…"


def _heading_steps(article: Article) -> list[Step]:
    found = []
    for index, block in enumerate(article.blocks[:-1]):
        match = _STEP_HEADING.match(block.text) if block.kind == "heading" else None
        if match is None:
            continue
        title = block.text[match.end() :] or block.text
        place = _first_sentences(article, index + 1)
        if place is not None and is_clean(title):
            found.append(Step(title=title.rstrip(" .:"), text=article.at(place), place=place))
    return found


def _runs(article: Article) -> list[list[int]]:
    """Consecutive items of one ordered list (pictures' captions and sub-items between them), and of directions."""
    runs: list[list[int]] = []
    current: list[int] = []
    headings = {block.text.casefold() for block in article.blocks if block.kind == "heading"}
    heading, gap = "", 0
    for index, block in enumerate(article.blocks):
        if block.kind == "heading":
            heading = block.text
            runs.append(current)
            current = []
        elif _is_step(block, heading):
            if current and block.number == 1:
                runs.append(current)
                current = []
            if block.text.casefold() not in headings:  # else a table of contents
                current.append(index)
            gap = 0
        else:
            gap += 1
            if gap > 4 and current:
                runs.append(current)
                current = []
    return [run for run in [*runs, current] if len(run) >= 3]


def _is_step(block: Block, heading: str) -> bool:
    if block.kind != "list_item" or block.level > 1:
        return False
    return block.number is not None or bool(DIRECTIONS.match(heading))


def _list_step_run(article: Article, run: Sequence[int]) -> list[Step]:
    """The steps of a list; none when most items are no deeds (links, bare names)."""
    found = []
    for index in run:
        place = _whole_or_first(article, index)
        if place is None:
            continue
        text = article.at(place)
        found.append(Step(title=step_title(text, article.language), text=text, place=place))
    described = sum(1 for step in found if word_count(step.text, article.language) >= 4)
    return found if described * 2 >= len(found) else []


def _whole_or_first(article: Article, index: int) -> Place | None:
    text = article.blocks[index].text
    if is_clean(text) and word_count(text, article.language) <= 40 and not text.endswith((":", "：")):
        return Place(block=index, start=0, end=len(text))
    return _first_sentences(article, index)


def _first_sentences(article: Article, index: int) -> Place | None:
    """The first one or two clean sentences of the prose at or right after a block."""
    for at in range(index, min(index + 3, len(article.blocks))):
        block = article.blocks[at]
        if block.kind == "heading":
            return None
        if block.kind not in ("paragraph", "list_item"):
            continue
        spans = split(block.text, article.language)
        clean: list[tuple[int, int]] = []
        for start, end in spans[:2]:
            text = block.text[start:end]
            if not is_clean(text) or text.endswith((":", "：")) or (clean and end - clean[0][0] > 240):
                break
            clean.append((start, end))
        if clean:
            return Place(block=at, start=clean[0][0], end=clean[-1][1])
    return None


def _is_short(title: str, language: str) -> bool:
    if is_spaceless(language):
        return len(title) <= _TITLE_CHARACTERS
    return 1 < len(title.split()) <= _TITLE_WORDS


def _ends_open(title: str, language: str) -> bool:
    """Whether a title breaks off: its last word is a function word."""
    last = title.rsplit(maxsplit=1)[-1].casefold()
    return not is_spaceless(language) and last in stop_words(language) and len(last) <= 5
