"""How a film opens and closes: the hook, the introduction, the call to action."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import emoji
import regex

from reprise.articles.article import Article, Place
from reprise.briefs.brief import Brief
from reprise.briefs.kinds import COUNTED_TITLE
from reprise.briefs.language import base, content_terms, is_spaceless, word_count
from reprise.briefs.phrases import phrases
from reprise.briefs.questions import is_question
from reprise.briefs.quotes import STRONG
from reprise.briefs.sentences import split
from reprise.briefs.standalone import is_clean, is_dangling, judge_text, leans_back, length_prior
from reprise.sites import Site
from reprise.video.script import Cue, Scene, Section
from reprise.video.writing.cues import first_on_screen, is_on_screen, statistic_on_screen
from reprise.video.writing.manner import HookKind, Manner
from reprise.video.writing.notes import Wishes
from reprise.video.writing.sayable import finished, repeats, speakable, without_number
from reprise.video.writing.units import Material, Unit, sayable
from reprise.video.writing.words import film_words

_HOOK_WORDS, _INTRODUCTION_WORDS = 14, 22
_BRIEF_WORDS = 16  # an introduction so brief announces what comes after it
_CLAIM_WORTH = 0.6  # of a sentence that may open a film
_HOOKS = 3  # tried, beside the title
_EARLY = 0.5  # of the article: a question asked later opens nothing
_LATE = 0.25  # of the blocks: a sentence from behind it introduces nothing
_DESCRIBED, _DESCRIBED_WORDS = 0.8, 18  # of the article's description as a hook
_ALOOF = 0.35  # what a number loses as a hook whose sentence does not name the subject
_SENTENCE = 4  # words of what is more than a name or an interjection
_ECHO = 0.5  # of a sentence's words that were said just before
_DIGIT = regex.compile(r"\d")
_REMAINDER = regex.compile(  # what is left of something that was told before
    r"\b(?:remaining|others?|the rest|restlichen?|übrigen?|anderen?|restants?|autres?|restantes?|demás"
    r"|otr[oa]s|outr[oa]s|altr[ie]|остальны\p{L}+|други\p{L}+|решта|інші|υπόλοιπ\p{L}+|άλλ\p{L}+|overige|pozosta\p{L}+)\b",
    regex.I,
)
_ASKED = 0.5  # what a question that the article asks by the way is worth as a hook
_ANSWERS = regex.compile(r"\b(?:however|though|instead|therefore|too)\p{P}*$", regex.I)
NO_WISHES = Wishes()


@dataclass(frozen=True)
class Telling:
    """A scene before it is dressed: what it says, shows and came from. `written` are the article's own wordings."""

    narration: str
    cue: Cue
    on_screen: str
    written: frozenset[str]
    places: tuple[Place, ...]
    value: float = 0.0


def dressed(name: str, section: Section, scene: Telling) -> Scene:
    """A scene without its length."""
    return Scene(
        id=name,
        section=section,
        narration=scene.narration,
        cue=scene.cue,
        on_screen=scene.on_screen,
        seconds=0,
        sources=scene.places,
    )


def one_line(text: str) -> str:
    return " ".join(text.split())


def hooks(material: Material, pool: Sequence[Unit], manner: Manner, wishes: Wishes = NO_WISHES) -> list[Telling]:
    """Ways to begin: a number, a question, somebody's words or a strong claim out of the article, else its title.

    The manner says which kind is liked; those that were turned down are left out while there are others.
    """
    title = _title_hook(material, manner)
    for worth in (_CLAIM_WORTH, 0.0):
        found = [title, *_unit_hooks(material, pool, manner, worth), *_asked_hooks(material, manner)]
        found += _described_hooks(material, manner)
        found.sort(key=lambda hook: -hook.value)
        fresh = [hook for hook in found if hook.narration not in wishes.hooks and not wishes.forbids(hook.narration)]
        if fresh:
            return [*fresh[:_HOOKS], *(hook for hook in fresh[_HOOKS:] if hook.cue.kind == "title")]
    return [title]


def _unit_hooks(material: Material, pool: Sequence[Unit], manner: Manner, worth: float) -> list[Telling]:
    brief, language = material.brief, material.article.language
    found = []
    for unit in pool:
        said, words = unit.said[0], word_count(unit.said[0], language)
        if unit.kind == "statistic" and unit.statistic is not None and words <= 18 and brief.kind != "recipe":
            cue = Cue(kind="statistic", text=unit.statistic.value, label=unit.statistic.label)
            screen = first_on_screen(statistic_on_screen(unit.statistic), language)
            value = 1.0 - 0.01 * words + manner.hook("statistic", said)
            value -= _ALOOF if _REMAINDER.search(said) or not _is_about(said, material) else 0.0
            found.append(Telling(said, cue, screen, unit.written, unit.places, value))
        elif unit.kind in ("sentence", "quote") and _may_claim(unit, words, language, worth):
            kind: HookKind = "quote" if unit.kind == "quote" else "claim"
            screen = first_on_screen((topic(brief, said),), language)
            value = 0.45 + 0.25 * min(1.0, unit.value) + (0.15 if STRONG.search(said) else 0.0)
            value += (0.1 if words <= 8 else 0.0) - 0.03 * max(0, words - 9) + manner.hook(kind, said)
            found.append(Telling(said, Cue(kind="quote", text=said), screen, unit.written, unit.places, value))
        asked = said if unit.question and brief.kind != "interview" else ""
        if asked and words <= _HOOK_WORDS and _mentions(asked, brief, language):
            cue = Cue(kind="question", text=unit.question)
            value = 0.9 + manner.hook("question", asked)
            found.append(Telling(asked, cue, "", frozenset({unit.question}), (), value))
    return found


def _asked_hooks(material: Material, manner: Manner) -> list[Telling]:
    """Questions that the article puts to its reader on the way, early on, about its subject."""
    language, brief = material.article.language, material.brief
    known = {item.question for item in brief.questions}
    found = []
    for sentence in material.sentences:
        early = sentence.position <= _EARLY and sentence.block.kind == "paragraph"
        if not early or not is_question(sentence.text) or sentence.text in known or brief.kind == "interview":
            continue
        asked = sayable(sentence.text, language, most=_HOOK_WORDS)
        if asked and not is_dangling(sentence.text, language) and _mentions(asked, brief, language):
            cue, written = Cue(kind="question", text=sentence.text), frozenset({sentence.text})
            value = _ASKED + manner.hook("question", asked)
            found.append(Telling(asked, cue, "", written, (sentence.place,), value))
    return found


def _described_hooks(material: Material, manner: Manner) -> list[Telling]:
    """The first sentence of the article's own description, which its editor wrote to make people read on."""
    article, language = material.article, material.article.language
    text = one_line(article.description)
    written = next((text[start:end] for start, end in split(text, language)), "")
    said = sayable(written, language, most=_DESCRIBED_WORDS)
    words = word_count(said, language)
    if words < 5 or leans_back(said) or is_dangling(written, language):
        return []
    if judge_text(said, language).quality < 0.85 * length_prior(words) or repeats(article.title, said):
        return []
    value = _DESCRIBED + (0.15 if STRONG.search(said) or _DIGIT.search(said) else -0.03 * max(0, words - 9))
    kind: HookKind = "statistic" if _DIGIT.search(said) else "claim"
    screen = first_on_screen((topic(material.brief, said),), language)
    return [
        Telling(said, Cue(kind="quote", text=said), screen, frozenset({written}), (), value + manner.hook(kind, said))
    ]


def _is_about(said: str, material: Material) -> bool:
    """Whether a sentence has a word of the article's title, so that it can be understood as a film's first."""
    language = material.article.language
    if is_spaceless(language):
        return True
    return bool({*content_terms(said, language)} & {*content_terms(material.brief.title, language)})


def _may_claim(unit: Unit, words: int, language: str, worth: float) -> bool:
    """Whether a sentence may open a film: short, telling, and nothing but its brevity speaks against it."""
    if not 4 <= words <= _HOOK_WORDS or unit.value < worth or _ANSWERS.search(unit.said[0]):
        return False
    return judge_text(unit.said[0], language).quality >= 0.85 * length_prior(words)


def topic(brief: Brief, said: str) -> str:
    """The first topic of several words, or name, that is spoken of; a single word says nothing on screen."""
    spoken = said.casefold()
    topics = (word.text for word in brief.keywords if word.is_name or " " in word.text or is_spaceless(brief.language))
    found = next((text for text in topics if text.casefold() in spoken), "")
    return found[:1].upper() + found[1:]


def _title_hook(material: Material, manner: Manner) -> Telling:
    brief, language = material.brief, material.article.language
    title = one_line(brief.title)
    said = speakable(title, language) or finished(title, language)
    head, _, rest = title.partition(": ")
    if word_count(said, language) > _HOOK_WORDS and rest and word_count(head, language) >= 3:
        said = speakable(head, language)
    telling = {"listicle": 0.92, "how-to": 0.85, "release": 0.8, "recipe": 0.9, "news": 0.8}.get(brief.kind, 0.7)
    telling += 0.15 if said.endswith(("?", "？", "؟")) else 0.0
    telling += 0.1 if COUNTED_TITLE.search(title) else 0.0
    telling -= 0.3 if word_count(said, language) < 3 and brief.kind != "recipe" else 0.0
    telling -= 0.2 if word_count(said, language) > _HOOK_WORDS else 0.0
    screen = first_on_screen((title.rstrip(".!"), topic(brief, said)), language)
    return Telling(said, title_cue(title), screen, frozenset({title}), (), telling + manner.hook("title", said))


def title_cue(title: str) -> Cue:
    """A card with the article's title, without emoji."""
    return Cue(kind="title", text=one_line(emoji.replace_emoji(title, "")))


def introductions(
    material: Material, pool: Sequence[Unit], hook: Telling, wishes: Wishes = NO_WISHES
) -> list[Telling | None]:
    """What the film is about: a sentence of the summary, if need be two; none only when there is nothing else."""
    language, brief = material.article.language, material.brief
    title = one_line(brief.title)
    by_text = {text: unit for unit in pool for text in unit.written}
    found = [by_text[item.text] for item in (*brief.summary, *brief.key_points[:4]) if item.text in by_text]
    found = [unit for unit in found if _may_introduce(unit) and not unit.written & hook.written]
    found = [unit for unit in found if not _echoes(unit.said[0], hook.narration, language)]
    found = [unit for unit in dict.fromkeys(found) if not wishes.forbids(unit.said[0])]
    if not found:
        found = [unit for unit in pool if unit.kind == "sentence" and not unit.written & hook.written][:1]
    screen = "" if hook.cue.kind == "title" else first_on_screen((without_number(title),), language)
    late = _LATE * len(material.article.blocks)
    found.sort(
        key=lambda unit: (
            unit.block > late,
            word_count(unit.said[0], language) > _INTRODUCTION_WORDS,
            leans_back(unit.said[0]),
        )
    )
    openings: list[Telling | None] = []
    for said, written, places in _beginnings(material, found, hook):
        if not any(wishes.forbids(sentence) for sentence in said):
            text = joined(said, language)
            cue = Cue(kind="quote", text=text) if hook.cue.kind == "title" else title_cue(title)
            openings.append(Telling(text, cue, screen, written, places))
    return [*openings, None]


def _may_introduce(unit: Unit) -> bool:
    """Plain sentences, and numbers out of the lead, where they say what it is all about."""
    return unit.kind == "sentence" or (unit.kind == "statistic" and unit.section == 0)


def _echoes(said: str, before: str, language: str) -> bool:
    """Whether a sentence says once more what was said just before it."""
    own = {*content_terms(said, language)}
    return bool(own) and len(own & {*content_terms(before, language)}) >= _ECHO * len(own)


def _beginnings(
    material: Material, found: Sequence[Unit], hook: Telling
) -> Iterator[tuple[tuple[str, ...], frozenset[str], tuple[Place, ...]]]:
    """What may introduce, the best first: a sentence, with the one after it where it is brief; two sentences."""
    if not found:
        return
    first, language = found[0], material.article.language
    after = material.following.get(first.places[0])
    if after is not None and word_count(first.said[0], language) <= _BRIEF_WORDS:
        more = "" if is_question(after.text) or after.text in hook.written else sayable(after.text, language)
        if _echoes(more, hook.narration, language) or (more and word_count(more, language) < _SENTENCE):
            more = ""
        if more and not phrases(language).page.search(after.text):
            yield (first.said[0], more), first.written | {after.text}, (*first.places, after.place)
    yield (first.said[0],), first.written, first.places
    if len(found) > 1:
        second = found[1]
        yield (first.said[0], second.said[0]), first.written | second.written, (*first.places, *second.places)


def joined(sentences: Sequence[str], language: str) -> str:
    """Sentences after one another, as the language sets them apart."""
    text = ""
    for said in sentences:
        text += said if not text or (text[-1] in "。！？」" and is_spaceless(language)) else f" {said}"
    return text


def closing(article: Article, site: Site, manner: Manner, wishes: Wishes = NO_WISHES) -> Telling:
    """The call to action; in a language without our own words the article's title and the site's name."""
    said = next((call for call in calls(article, site, manner) if not wishes.forbids(call)), "")
    if not said:
        said = f"{finished(one_line(article.title), article.language)} {finished(site.name, article.language)}"
    screen = site.name if is_on_screen(site.name, article.language) else ""
    return Telling(said, Cue(kind="cta", text=said, label=signature(site)), screen, frozenset(), ())


def concluding(telling: Telling, manner: Manner) -> Telling:
    """Something told as what to remember, on its card."""
    lead = manner.lead()
    cue = Cue(kind="takeaway", text=telling.narration, label=lead.rstrip(" :"))
    return replace(
        telling, narration=f"{lead} {telling.narration}" if lead else telling.narration, cue=cue, on_screen=""
    )


def calls(article: Article, site: Site, manner: Manner) -> tuple[str, ...]:
    """The calls to action that fit, the best first: the site's own in its language, then those of the manner."""
    built_in = manner.calls() or tuple(filter(None, [film_words(article.language).cta]))
    return (*own_calls(site, article.language), *(call.format(site=site.name) for call in built_in))


def own_calls(site: Site, language: str, platform: str = "default") -> tuple[str, ...]:
    """The site's own calls to action as they are said, where it writes in this language."""
    if base(site.language) != base(language):
        return ()
    own = site.wording.calls_to_action.get(platform, ())
    return tuple(speakable(text, language) for text in own if is_clean(text) and "{" not in text)


def signature(site: Site) -> str:
    """What the closing card is signed with: the brand's handle, else the site's address."""
    host = urlsplit(site.url).hostname or ""
    return site.brand.handle or host.removeprefix("www.")


def with_picture(introduction: Telling, cue: Cue | None) -> Telling:
    """The introduction beside the article's leading picture, where it has one."""
    return replace(introduction, cue=cue) if cue else introduction


def _mentions(text: str, brief: Brief, language: str) -> bool:
    """Whether a question names the article's subject, so that it can open the film."""
    return (
        any(word.text.casefold() in text.casefold() for word in brief.keywords[:6]) and word_count(text, language) >= 4
    )
