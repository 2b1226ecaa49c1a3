"""Rubrics of the wording itself: the first line, what is concrete in it, how it reads, what is copied or made up."""

from __future__ import annotations

from statistics import mean

import regex

from reprise.briefs.language import base, content_terms, is_spaceless, word_count
from reprise.briefs.phrases import phrases
from reprise.evaluation.evidence import Evidence, concreteness
from reprise.evaluation.prose import Prose, runs, words_of
from reprise.evaluation.rubrics import Rating, falling, rating
from reprise.grounding import copied, findings
from reprise.social.material import alike

_SHORT_LINE, _LONG_LINE = 140, 280
_WIDE = 2  # letters of scripts without spaces say twice as much
_THROAT = regex.compile(  # what is said before anything is said
    r"^(?:in (?:this|today['’]s) (?:article|post|world|guide|video|day|fast-paced|age|digital)"
    r"|have you ever|did you know|welcome (?:to|back)|here (?:is|are)|i (?:want|wanted|would like|thought)"
    r"|we(?:['’]re| are) (?:so |very |extremely )?(?:happy|excited|proud|pleased|thrilled|delighted|grateful)"
    r"|it(?:['’]s| is) (?:no secret|important to)|let['’]s (?:talk|dive|face)|as (?:we|you) (?:all )?know"
    r"|in diesem (?:artikel|beitrag)|heutzutage|hast du (?:dich )?schon|wir freuen uns"
    r"|en este artículo|hoy en día|bienvenid\p{L}+|dans cet article|de nos jours|в этой статье|в наше время)\b"
    r"|\b(?:is|are) (?:so |very |extremely )?(?:happy|excited|proud|pleased|thrilled|delighted) to\b",
    regex.I,
)
_CONTRAST = regex.compile(
    r"\b(?:but|not|no|never|without|instead|yet|only|almost|nearly|aber|nicht|kein\p{L}*|nie|ohne|statt|nur|sondern"
    r"|fast|pero|sin|nunca|solo|sólo|casi|mais|sans|jamais|seulement|mas|sem|ma|senza|maar|zonder|но|не|без|никогда"
    r"|только)\b|n['’]t\b|だけ|ない|なく|しか|不|没|只",
    regex.I,
)
_READER = regex.compile(
    r"\b(?:you|your|yours|du|dein\p{L}*|dich|dir|ihr|euch|eure\p{L}*|Ihnen|Ihre\p{L}*|tú|tu|tus|usted\p{L}*|vous|votre"
    r"|vos|você|seu|voi|vostr\p{L}|jij|je|jouw|ты|тебе|вы|вам|ваш\p{L}*)\b|あなた|你|您",
    regex.I,
)
_ASKS = ("?", "？", "؟")
_LETTERS = {  # mean letters of a word in ordinary prose, counted in articles of each language
    "en": 4.7, "de": 6.0, "fr": 4.9, "es": 4.9, "pt": 4.9, "it": 5.1, "nl": 5.2, "ru": 6.0, "pl": 6.1, "ar": 4.7,
}  # fmt: skip
_QUOTED = regex.compile(r"[“„«「『‟][^“”„«»「」『』]{3,}[”“»」』]|\"[^\"\n]{3,}\"")


def hook(prose: Prose, evidence: Evidence) -> Rating:
    """Whether the first line makes anybody read the second."""
    line, language, why = prose.first, prose.language, []
    letters = len(line) * (_WIDE if is_spaceless(language) else 1)
    bare = alike(line, evidence.article.title)
    topics = {term for term in content_terms(line, language) if term in evidence.topics}
    concrete, _ = concreteness(line, language, frozenset())
    specific = concrete >= 1 or len(topics) >= 2
    number = any(map(str.isdigit, line))
    pull = number or line.rstrip("\"'”’»").endswith(_ASKS) or bool(_CONTRAST.search(line) or _READER.search(line))
    throat = clears_throat(line, language)
    if bare:
        why.append("The first line is the headline: open with what the article tells.")
    if not specific:
        why.append("The first line names nothing: put a number, a name or the subject into it.")
    if not pull:
        why.append("Nothing in the first line pulls: a number, a question, a contrast or the reader.")
    if letters > _SHORT_LINE:
        why.append(f"The first line has {len(line)} letters: say it in fewer than {_SHORT_LINE}.")
    if throat:
        why.append("The first line clears its throat: leave it out and begin with the next.")
    score = 0.35 * (not bare) + 0.20 * specific + 0.20 * pull
    score += 0.15 * falling(letters, _SHORT_LINE, _LONG_LINE) + 0.10 * (not throat)
    return rating("hook", min(score, 0.4) if throat or not line else score, why)


def clears_throat(line: str, language: str) -> bool:
    """Whether a line talks about the text, its author or the day instead of saying something."""
    return bool(_THROAT.search(line) or phrases(language).meta.search(line))


def specificity(prose: Prose, evidence: Evidence) -> Rating:
    """How concrete it is, against the article."""
    concrete, words = concreteness(prose.text, prose.language, evidence.topics)
    if not words or not evidence.density:
        return rating("specificity", 0.0, ["There is nothing to measure."])
    share = concrete / words / evidence.density
    why = [f"{100 * concrete / words:.0f} concrete words in 100, the article has {100 * evidence.density:.0f}."]
    return rating("specificity", falling(share, 1.0, 0.25), why if share < 1 else ())


def readability(prose: Prose, *, mean_words: int = 18, longest_words: int = 30) -> Rating:
    """How easily it is read (or, with smaller numbers, heard)."""
    language = prose.language
    counts = [(word_count(sentence, language), sentence) for sentence in prose.sentences]
    counts = [(words, sentence) for words, sentence in counts if words]
    if not counts:
        return rating("readability", 0.0, ["There is nothing to read."])
    average, (longest, worst) = mean(words for words, _ in counts), max(counts)
    usual = _LETTERS.get(base(language))
    words = words_of(prose.text, language)
    ratio = mean(map(len, words)) / usual if usual and words else 1.0
    why = []
    if average > mean_words:
        why.append(f"A sentence has {average:.0f} words in the mean: break them.")
    if longest > longest_words:
        why.append(f"{longest} words in one sentence: “{worst[:60]}…”.")
    if ratio > 1.15:
        why.append("Long words: choose shorter ones.")
    score = 0.5 * falling(average, mean_words, 2 * mean_words)
    score += 0.3 * falling(longest, longest_words, longest_words + 25) + 0.2 * falling(ratio, 1.15, 1.6)
    return rating("readability", score, why)


def grounding(prose: Prose, evidence: Evidence) -> Rating:
    """Whether all of it is in the article."""
    found = findings(prose.text, evidence.source)
    return rating("grounding", 1 - 0.5 * len(found), map(str, found))


def originality(prose: Prose, evidence: Evidence) -> Rating:
    """How much is said in words of its own; quotations are meant to be copied."""
    text = _QUOTED.sub(" ", prose.text)
    if not words_of(text, prose.language):
        return rating("originality", 1.0)
    overlap = copied(text, evidence.source)
    why = [f"{overlap.share:.0%} of the words are the article's own wording: say it anew."]
    return rating("originality", falling(overlap.share, 0.4, 1.0), why if overlap.share > 0.4 else ())


def repeats_itself(prose: Prose) -> float:
    """The share of its runs of words that a text has in more than one of its lines."""
    lines = [runs(part.text, prose.language) for part in prose.parts]
    whole = [run for line in lines for run in line]
    return 1 - len(set(whole)) / len(whole) if whole else 0.0
