"""Procedures: ordered lists, "Step 1" headings and the directions of a recipe, as titled steps."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from reprise.articles.article import Article, Block, Place
from reprise.briefs.brief import Step
from reprise.briefs.language import base, is_spaceless, stop_words, word_count
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
_JOINT = regex.compile(  # what stands before is a whole deed
    r"[;:(]|[—–](?!\s?\d)|,?\s(?:so that|and then|then|which|because|to make|чтобы|damit)\s"
    r"|,\s(?:then|until)\s|\s-\s(?!\d)"
)
_INTRODUCES = regex.compile(r"^(?:for|with|if|once|in|at|when|while|after|before|on|using|as|by|from)\b", regex.I)
_INTRODUCTION = regex.compile(  # "With a fork, …": the deed comes after the comma
    r"^(?:for|with|if|once|in|at|when|while|after|before|on|to|using|as|by|from|next|then|now|first|finally"
    r"|если|когда|после|затем|"
    r"wenn|mit|nach|si|cuando|quand|avec|con|para|pour|se|quando)\b[^,.:;]{0,70},\s+(?!(?:an?|the|or|and|then|ein"
    r"|eine|oder|und|un|una|y|o|ou|et|или|и)\b)",
    regex.I,
)
_TITLE_WORDS, _TITLE_CHARACTERS = 9, 22
HOW_TO = regex.compile(
    r"\bhow to\b|\bguide\b|\btutorial\b|\bstep[- ]by[- ]step\b|\bgetting started\b|\b(?:setting up|installing"
    r"|configuring)\b|"
    r"\banleitung\b|^wie (?:man|du|sie)\b|\bcómo\b|\bguía\b|\bcomment\b|\bcomo\b|\bguida\b|\bhandleiding\b"
    r"|\bjak\b|^как\b|руководство|"
    r"инструкция|やり方|方法|手順|入門|使い方|作りたい|教程|指南|如何|دليل|كيف",
    regex.I,
)
"""Titles of articles that show how something is done."""
_DEEDS = {  # a verb in the imperative before what is done
    "en": regex.compile(r"^\p{Lu}\p{Ll}+ (?:the|an?|your|each|all|every|any|some|one|two|three|it|them)\b"),
    "de": regex.compile(r"^\p{Lu}\p{Ll}+e[lr]?n Sie\b"),
    "fr": regex.compile(r"^\p{Lu}\p{Ll}+ez (?:le|la|les|un|une|des|du|votre|vos|l['’])"),
}
_NO_DEEDS = frozenset(
    """is are was were does do did has have had can could will would with from for by of in on at to and but or when
    while as like than about over under after before into onto if because since through during without within between
    all both that half not even only just such what where who why how which there this these those once until some
    most many among against along around behind beyond despite inside near off outside per toward towards upon via
    haben sind werden können wollen sollten müssen dürfen möchten wenn""".split()  # noqa: SIM905
)


def steps(article: Article, limit: int = 20) -> tuple[Step, ...]:
    """The article's procedure in order; empty when it has none of at least three steps.

    Where several sections have lists of deeds, it runs through all of them, with the first deed of a section told in
    prose between them; else it is the longest list.
    """
    by_heading = _heading_steps(article)
    if len(by_heading) >= 3:
        return tuple(by_heading[:limit])
    runs = [run for run in _runs(article) if _is_procedure(article, run) and _list_steps(article, run)]
    best = max((_list_steps(article, run) for run in runs), key=len, default=[])
    if len(runs) > 1 and HOW_TO.search(article.title):
        best = _whole_procedure(article, runs)
    return tuple(best[:limit]) if len(best) >= 3 else ()


def _is_procedure(article: Article, run: Sequence[int]) -> bool:
    """Whether a list tells what to do: under directions or in an article that shows how, else by its own words."""
    heading = next((block.text for block in reversed(article.blocks[: run[0]]) if block.kind == "heading"), "")
    if HOW_TO.search(article.title) or DIRECTIONS.match(heading) or base(article.language) not in _DEEDS:
        return True
    return sum(is_deed(article.blocks[index].text, article.language) for index in run) * 2 >= len(run)


def _whole_procedure(article: Article, runs: Sequence[Sequence[int]]) -> list[Step]:
    """The steps of all lists, and of the sections beside them that begin with a deed in prose."""
    headings = [index for index, block in enumerate(article.blocks) if block.kind == "heading"]
    levels = {article.blocks[at].level for run in runs for at in headings[: _section(headings, run[0])][-1:]}
    found: list[Step] = []
    for number, at in enumerate(headings, start=1):
        end = headings[number] if number < len(headings) else len(article.blocks)
        own = [run for run in runs if at < run[0] < end]
        title = article.blocks[at].text.rstrip(" .:")
        if own:
            listed = [step for run in own for step in _list_steps(article, run)]
        elif article.blocks[at].level in levels and end > runs[0][0]:
            listed = _prose_step(article, at, end)
        else:
            listed = []
        found += [step.model_copy(update={"section": title}) for step in listed]
    return found if any(headings) else [step for run in runs for step in _list_steps(article, run)]


def _section(headings: Sequence[int], block: int) -> int:
    return sum(1 for at in headings if at < block)


def _prose_step(article: Article, start: int, end: int) -> list[Step]:
    """A section without a list is one step, named by its heading, where it begins with a deed."""
    place = _first_sentences(article, start + 1)
    if place is None or place.block >= end or not is_deed(article.at(place), article.language):
        return []
    title = article.blocks[start].text.rstrip(" .:")
    return [Step(title=title, text=article.at(place), place=place)] if is_clean(title) else []


def is_deed(text: str, language: str) -> bool:
    """Whether a sentence tells its reader to do something, by the words it begins with."""
    pattern = _DEEDS.get(base(language))
    return bool(pattern and pattern.match(text) and text.split(maxsplit=1)[0].casefold() not in _NO_DEEDS)


def step_title(text: str, language: str) -> str:
    """A name of a step: its first sentence, or the whole deed at its beginning where that is short."""
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
    return candidate


def _heading_steps(article: Article) -> list[Step]:
    found = []
    tells_deeds = bool(HOW_TO.search(article.title)) or _counted_deeds(article)
    for index, block in enumerate(article.blocks[:-1]):
        match = _STEP_HEADING.match(block.text) if block.kind == "heading" else None
        if match is None:
            continue
        if match.group()[0].isdigit() and not tells_deeds:  # a list's parts are counted, too
            continue
        title = block.text[match.end() :] or block.text
        place = _first_sentences(article, index + 1)
        if place is not None and is_clean(title):
            found.append(Step(title=title.rstrip(" .:"), text=article.at(place), place=place))
    return found


def _counted_deeds(article: Article) -> bool:
    """Whether most of the sections that are only counted ("1. Salt the dough") name a deed."""
    if base(article.language) not in _DEEDS:
        return True
    counted = [
        block.text[match.end() :]
        for block in article.blocks
        if block.kind == "heading" and (match := _STEP_HEADING.match(block.text)) and match.group()[0].isdigit()
    ]
    return sum(is_deed(title, article.language) for title in counted) * 2 > len(counted)


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


def _list_steps(article: Article, run: Sequence[int]) -> list[Step]:
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
