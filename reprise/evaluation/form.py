"""Rubrics of a post's form: length, call to action, hashtags, whole sentences, what the platform takes."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from statistics import mean

import regex

from reprise.briefs.language import content_terms, word_count
from reprise.briefs.sentences import TERMINALS, is_balanced
from reprise.briefs.standalone import is_dangling
from reprise.evaluation.evidence import Evidence
from reprise.evaluation.prose import Part, Prose, sentences_of
from reprise.evaluation.rubrics import Rating, falling, rating
from reprise.social.checks import faults as faults_of
from reprise.social.conventions import CONVENTIONS
from reprise.social.counting import length as length_of
from reprise.social.hashtags import FITS_ANYTHING, tag
from reprise.social.material import alike
from reprise.social.phrases import phrases
from reprise.social.post import PostDraft
from reprise.social.rules import PLATFORMS

_SHORT_TYPES = ("quote_card", "faq", "carousel", "video")
_LEAST, _LEAST_SHORT, _ROOMY = 0.4, 0.2, 1000
_THREAD_LEAST = 0.3
_ENOUGH_TAGS = 5
_ENDS_OPEN = regex.compile(r"(?:…|\.\.\.)[\"'”’»)]*$")
_SIGNED = regex.compile(r"[\"”»“‟」] — \S[^.!?]{2,90}$")  # a quotation with its speaker
_CLOSERS = "\"'”’»“)]」』）】"


def length(draft: PostDraft, prose: Prose) -> Rating:
    """How much it says against what the type needs, and how long it is against the platform's target."""
    rules = PLATFORMS[draft.platform].text
    hard = min(rules.limit, rules.media_limit or rules.limit)
    if draft.type == "thread":
        scores = [falling(length_of(text, rules) / rules.limit, _THREAD_LEAST, 0) for text in draft.texts[:-1]]
        why = ["The posts of the thread are short: a line or two more in each."] if mean(scores or [0]) < 1 else []
        return rating("length", mean(scores or [0]), why)
    target = min(rules.target, hard)
    least = (_LEAST_SHORT if draft.type in _SHORT_TYPES else _LEAST) * min(target, _ROOMY)
    said = length_of(prose.text, rules)
    if said < least:
        return rating("length", said / least, [f"It says {said} letters; this type should have {least:.0f} at least."])
    address = length_of(draft.link, rules) if draft.link and draft.link in draft.texts[0] else 0
    found = length_of(draft.texts[0], rules) - address
    over = falling(found, target, hard) if hard > target else float(found <= target)
    return rating("length", over, [f"{found} long without its link; the target is {target}."] if over < 1 else ())


def call(draft: PostDraft, prose: Prose) -> Rating | None:
    """Whether it asks its reader to go on, once; None where the platform's posts do not."""
    convention, rules = CONVENTIONS[draft.platform], PLATFORMS[draft.platform].text
    if "call" not in convention.layouts.get(draft.type, ()):
        return None
    if not prose.calls:
        return rating("call", 0.0, ["There is no call to action."])
    if len(prose.calls) > 1:
        return rating("call", 0.4, [f"{len(prose.calls)} calls to action: keep one."])
    if rules.link != "none" and draft.link and not any(draft.link in text for text in draft.texts):
        return rating("call", 0.3, ["The call has no link."])
    return rating("call", 1.0)


def hashtags(draft: PostDraft, evidence: Evidence) -> Rating | None:
    """Whether the hashtags lead to people who care; None where the platform takes none."""
    usual, most = PLATFORMS[draft.platform].text.hashtags
    if not most:
        return None
    if not draft.hashtags:
        return rating("hashtags", 0.0 if usual else 0.5, ["There are no hashtags."])
    worths, why = [], []
    own = {name.casefold() for given in evidence.site.wording.hashtags if (name := tag(given))}
    for name in draft.hashtags:
        worth = 1.0 if name.casefold() in own else _worth(name, evidence)
        worths.append(worth)
        if worth < 1:
            why.append(f"#{name} " + ("is hardly in the article." if worth else "fits anything: leave it out."))
    keys = [frozenset(_stems(name, evidence.language)) for name in draft.hashtags]
    doubles = sum(1 for at, key in enumerate(keys) if any(key <= other for other in keys[:at]))
    if doubles:
        why.append(f"{doubles} of the hashtags say what one before says.")
    wanted = max(1, min(usual, _ENOUGH_TAGS))
    if len(draft.hashtags) < wanted:
        why.append(f"{len(draft.hashtags)} hashtags; {wanted} are usual.")
    return rating("hashtags", mean(worths) * min(1.0, len(draft.hashtags) / wanted) - 0.25 * doubles, why)


def _worth(name: str, evidence: Evidence) -> float:
    stems = _stems(name, evidence.language)
    if name.casefold() in FITS_ANYTHING or not stems:
        return 0.0
    squeezed = regex.sub(r"[^\p{L}\p{N}]", "", evidence.article.title.casefold())
    if stems <= evidence.topics or name.casefold() in squeezed:
        return 1.0
    told = regex.sub(r"[^\p{L}\p{N}]", "", evidence.article.text.casefold())
    return 0.5 if stems <= evidence.stems or name.casefold() in told else 0.0


def _stems(name: str, language: str) -> set[str]:
    words = regex.findall(r"\p{Lu}?[\p{Ll}\p{M}]+|\p{Lu}+(?!\p{Ll})|[\p{Lo}\p{M}]+|\p{N}+", name.replace("_", " "))
    return set(content_terms(" ".join(words), language)) or {name.casefold()}


def wholeness(prose: Prose, evidence: Evidence) -> Rating:
    """Whether every sentence can be understood where it stands."""
    why: list[str] = []
    title = evidence.article.title
    for before, part in pairwise((None, *prose.parts)):
        assert part is not None
        if alike(part.text, title) or part.text in evidence.article.description:
            continue  # its author has worded it to stand alone
        spoken = sentences_of(part.text, prose.language)
        if spoken and _leans(spoken[0], before, part, prose.language):
            why.append(f"“{spoken[0][:60]}” begins with something said elsewhere.")
        why += [f"“…{sentence[-60:]}” breaks off." for sentence in spoken if _is_cut(sentence, part, prose.language)]
        if not is_balanced(part.text):
            why.append(f"A bracket or quotation stays open: “{part.text[:60]}”.")
    return rating("wholeness", 1 - 0.5 * len(why), why)


def _leans(sentence: str, before: Part | None, part: Part, language: str) -> bool:
    """A line right below another, or below a question, may go on from there; items may begin small."""
    follows = before is not None and (not part.fresh or before.text.rstrip("\"'”’» ").endswith(("?", "？", "؟")))
    asks = before is not None and sentence.rstrip("\"'”’»").endswith(("?", "？", "؟"))  # the reader, at the end
    if follows or asks or part.listed or sentence.startswith(("—", "–")):
        return False
    return is_dangling(sentence, language) and sentence not in _own_words(language)


@cache
def _own_words(language: str) -> frozenset[str]:
    """What posts say themselves about what they show and ask; it points at the post, not at the article."""
    table = phrases(language)
    asks = (ask for forms in (table.asks, *table.forms.values()) for several in forms.values() for ask in several)
    return frozenset((table.swipe_points, table.swipe_steps, table.swipe_answers, *asks))


def _is_cut(sentence: str, part: Part, language: str) -> bool:
    if _ENDS_OPEN.search(sentence):
        return True
    if _SIGNED.search(sentence):
        return False
    bare = sentence.rstrip(_CLOSERS + " ")
    long = word_count(sentence, language) >= 12
    return long and not part.listed and bare[-1:] not in (*TERMINALS, ":", "：") and bare == part.text.rstrip(_CLOSERS)


def faults(draft: PostDraft) -> Rating:
    """Whether the platform takes it."""
    found = faults_of(draft, PLATFORMS[draft.platform], has_media=True)
    return rating("faults", 0.0 if found else 1.0, found)
