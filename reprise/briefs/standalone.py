"""Whether a sentence can leave its article and still make sense, and how well it reads then."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import emoji
import regex

from reprise.briefs.addressed import speaks_to_models
from reprise.briefs.language import base, is_content, is_spaceless, stop_words, word_count
from reprise.briefs.phrases import phrases
from reprise.briefs.sentences import Sentence, is_balanced, is_finished

_ADDRESS = regex.compile(r"https?:|www\.|\S+@\S+\.\p{L}|\p{L}[\w.-]*\.\p{L}{2,}/|(?:^|\s)[~./]*/[\w.-]+/|\w+\.html?\b")
_MARKUP = regex.compile(
    r"</?\p{L}[^>]*>|\{[{%]|[%}]\}|\][\[(]|!\[|\*\*|__|&\p{L}+;|\\|:\p{L}+_\p{L}+:|^\||`|~~|^\[\d|\[\^?\d+\]"
)
_CODE = regex.compile(
    r"\(\)|\w\(|[{}<>=]|\$\s?\p{L}|\p{L}_\p{L}|(?:^|\s)--?\p{L}|(?:^|\s)-\d\p{L}?(?:\s|$)|(?:^|\s)\.\.?/?(?:\s"
    r"|$)|::|->|=>|;$|\p{Ll}\.\p{Ll}+\.\p{Ll}|[\p{Ll}\d]\p{Lu}\p{Ll}+\p{Lu}"
    r"|\b\w+\.(?:js|ts|py|md|json|ya?ml|sh|css|rb|toml|txt|exe|jsx|tsx)\b|#\d{2,}|@\w|\b[0-9a-f]{7,40}\b|\^"
)
_SPEAKER = regex.compile(r"^(?:[\p{Lu}][\p{L}.’'-]*(?: [\p{Lu}][\p{L}.’'-]*){0,3}|[QA]\d?|\p{L}{1,8} ?\d{0,2})[::：] ")
_GAP = regex.compile(
    r"\s[.,;]\s|\s[.,;]$|\(\s*\)|[\"“]\s*[\"”]|“\s|\s”|\b(?:the|at|of|an) (?:and|or|is|are)\b"
)  # where markup or code fell out
_LIST_MARK = regex.compile(r"^(?:[-*•·–—→]|\(?\d{1,2}[.)])\s")
_OPENING = regex.compile(r"^[\p{P}\p{S}\s]*")
_NAME = regex.compile(r"(?<=\s)\p{Lu}\p{L}+")
_HE_SHE = regex.compile(r"\b(?:he|she|him|his|her)\b", regex.I)
_BACK = regex.compile(
    r"\b(?:this|these|those|such|another|also|too|as well|instead|the same|other|therefore)\b", regex.I
)
_BORROWED = regex.compile(r"\b(?:its|their|theirs|them|they)\b", regex.I)
_CONCLUDES = regex.compile(
    r"^(?:\S+\s){1,8}(?:therefore|thus|hence|however|instead|nevertheless|also|deshalb|daher|dagegen|trotzdem"
    r"|stattdessen|jedoch|darum|donc|cependant|pourtant|sin embargo|por lo tanto|por eso|quindi|tuttavia|portanto|porém"
    r"|поэтому|однако"
    r"|следовательно|επομένως|ωστόσο|όμως)\b|, (?:however|though)\P{L}*$",
    regex.I,
)
_MORE = regex.compile(r"\b(?:also|another|too|as well|instead)\b", regex.I)
_WE = regex.compile(r"\b(?:we|our|us|we['’]\p{L}+)\b", regex.I)
_DENIED = regex.compile(
    r"^(?:\#?\d+[.:)]?\s*)?(?:common )?(?:myth|misconception|mythos|irrtum|mito|mythe|idée reçue|миф|міф|mit"
    r"|mythe|fabel|誤解|神话|误区)"
    r"(?:[\s#:.\d]|$)",
    regex.I,
)
_LEANS = regex.compile(  # on something that has been told before
    r"\b(?:of|like|than|for|with) (?:them|these)\b|\b(?:that|this) way\b"
    r"|\b(?:have|had|are|were|of|like|with) those[,.;!?]"
    r"|\b(?:\d+|no|any|one|two|three|four|five|six|seven|eight|nine|ten|most) such \p{L}+",
    regex.I,
)
_TENTATIVE = regex.compile(
    r"\b(?:maybe|perhaps|kind of|sort of|a bit|just|really|actually|probably|hopefully|etc)\b", regex.I
)


@dataclass(frozen=True)
class Judgement:
    """`usable`: may be shown at all; `standing`: needs no neighbour; `quality` 0–1: how well it reads alone."""

    usable: bool
    standing: bool
    quality: float


def judge(sentence: Sentence, language: str) -> Judgement:
    """How a sentence of an article reads by itself."""
    text = sentence.text
    if speaks_to_models(sentence.block.text, language):
        return Judgement(False, False, 0.0)
    judgement = judge_text(text, language)
    if _DENIED.match(sentence.block.text) or _DENIED.match(sentence.heading):
        return Judgement(judgement.usable, False, judgement.quality * 0.1)  # said in order to be refuted
    if sentence.block.kind == "list_item" and not is_finished(text):
        return Judgement(judgement.usable, False, judgement.quality * 0.4)
    if sentence.block.kind == "list_item" and sentence.block.number is not None:
        return Judgement(judgement.usable, judgement.standing, judgement.quality * 0.7)  # a step, out of its order
    return judgement


@lru_cache(maxsize=8192)
def judge_text(text: str, language: str) -> Judgement:
    """How a text reads by itself, from its wording only."""
    words = word_count(text, language)
    usable = words >= 3 and is_clean(text) and not text.rstrip().endswith((":", "：", ",", ";", "、"))
    if not usable:
        return Judgement(False, False, 0.0)
    table = phrases(language)
    standing = (
        is_finished(text)
        and words >= (4 if is_spaceless(language) else 5)
        and is_balanced(text)
        and not is_dangling(text, language)
        and not table.page.search(text)
        and not table.meta.search(text)
        and not _SPEAKER.match(text)
    )
    quality = length_prior(words)
    quality *= 0.45 if table.chat.search(text) else 1.0
    quality *= 0.5 if table.fanfare.search(text) else 1.0
    quality *= 0.8 if _WE.search(text) else 1.0
    quality *= 0.5 ** min(2, len(_CODE.findall(text)))
    quality *= 0.75 if text.count("(") or text.count("（") else 1.0
    quality *= 0.9 if _BACK.search(text) else 1.0
    quality *= 0.6 if _CONCLUDES.search(text) else 1.0
    quality *= 0.5 if _LEANS.search(text) else 1.0
    quality *= 0.85 if _TENTATIVE.search(text) else 1.0
    quality *= 0.35 if text.rstrip("\"'”’»)").endswith(("?", "？", "؟")) else 1.0
    quality *= 0.8 if emoji.emoji_count(text) or text.count("!") > 1 else 1.0
    if _HE_SHE.search(text) and not _NAME.search(text):
        quality *= 0.4
    if not standing:
        quality *= 0.3
    return Judgement(True, standing, quality)


def is_clean(text: str) -> bool:
    """Whether a text is free of addresses and remnants of markup."""
    return not (_ADDRESS.search(text) or _MARKUP.search(text) or _LIST_MARK.match(text) or _GAP.search(text))


def leans_back(text: str) -> bool:
    """Whether a text compares with something said before ("also", "another"), though it may be understood alone."""
    return bool(_MORE.search(text) or _LEANS.search(text))


def concludes(text: str) -> bool:
    """Whether a text draws a conclusion from, or sets itself against, what was said before ("… therefore …")."""
    return bool(_CONCLUDES.search(text))


def has_code(text: str) -> bool:
    """Whether a text contains identifiers, flags or file names nobody can say aloud."""
    return bool(_CODE.search(text))


def is_dangling(text: str, language: str) -> bool:
    """Whether the beginning needs the sentence before: a pronoun, a connective, a small letter."""
    table = phrases(language)
    bare = _OPENING.sub("", text)
    if not bare or (bare[0].islower() and not regex.match(r"\p{Ll}+(?:\p{Lu}|\.\p{Ll}|[-\d])", bare)):
        return True
    if table.pointing.match(bare) or _lacks_antecedent(bare, language):
        return True
    folded = bare.casefold()
    if is_spaceless(language):
        return any(folded.startswith(opener) for opener in table.openers)
    first: list[str] = regex.split(r"[\s,.:;—–]+", folded, maxsplit=2)
    opens = first[0] in table.openers or _starts_with_any(folded, table.opener_phrases)
    return opens and table.allowed.match(bare) is None


def _lacks_antecedent(text: str, language: str) -> bool:
    """Whether "its" or "them" comes before any word that it could stand for."""
    found = _BORROWED.search(text) if base(language) == "en" else None
    stop = stop_words(language)
    return found is not None and not any(
        is_content(word, stop) for word in regex.findall(r"[\p{L}’']+", text[: found.start()])
    )


def _starts_with_any(text: str, phrases: tuple[str, ...]) -> bool:
    return any(text.startswith(phrase) and not text[len(phrase) : len(phrase) + 1].isalpha() for phrase in phrases)


def length_prior(words: int) -> float:
    """1 for sentences of 8–24 words, less for fragments and for those that lose their reader."""
    if words < 8:
        return max(0.2, words / 8)
    return 1.0 if words <= 24 else max(0.08, 1 - (words - 24) / 22)
