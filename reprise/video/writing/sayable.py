"""Written sentences made sayable: no symbols, no brackets, abbreviations in full, long ones parted."""

from __future__ import annotations

from functools import lru_cache

import emoji
import regex

from reprise.briefs.language import is_spaceless, word_count
from reprise.briefs.sentences import TERMINALS, split
from reprise.video.writing.words import film_words

SENTENCE_WORDS = 25
_BRACKETS = regex.compile(r"\s*[(（][^()（）]{1,120}[)）]|\s*\[\s*\d*\s*\]")
_SYMBOLS = regex.compile(r"[\p{So}\p{Sk}\uFE0F\u200D*_~`|^<>→←↑↓•·▪►]+")
_NUMBERING = regex.compile(
    r"^(?:(?:step|tip|rule|reason|lesson|myth|technique|question|part|schritt|tipp|paso|consejo|étape|шаг|совет)\s*#?\d{1,2}\s*[:.)–—-]\s*"
    r"|#?\d{1,2}\s*[.):]\s+|\d{1,2}、)",
    regex.I,
)

_APPENDIX = regex.compile(
    r"^(?:references?|links?|notes?|footnotes?|further (?:reading|resources)|(?:additional |more )?resources"
    r"|acknowledge?ments?|thanks|credits?|(?:about the )?authors?|contributions?|contributors"
    r"|related (?:posts|articles)"
    r"|(?:table of )?contents?|comments?|sources?|see also|appendix|changelog|ingredients?"
    r"|quellen|links?|literatur\p{L}*|danksagung|anmerkungen|zutaten|références|remerciements|notes de bas de page"
    r"|ingrédients|referencias|fuentes|agradecimientos|notas|ingredientes|riferimenti|ringraziamenti|ingredienti"
    r"|ссылки|источники|примечания|благодарности|литература|ингредиенты|посилання|джерела|подяки"
    r"|πηγές|αναφορές|ευχαριστίες|συστατικά|υλικά|参考(?:文献|資料|リンク)?|脚注|谢辞|謝辞|致谢|المراجع|المصادر)\s*[:：.]?$",
    regex.I,
)


@lru_cache(maxsize=8192)
def speakable(text: str, language: str) -> str:
    """A sentence as a speaker would say it; its wording stays the article's."""
    said = emoji.replace_emoji(text, "")
    said = regex.sub(r"[\[\]]", "", _BRACKETS.sub("", said))
    for short, full in film_words(language).sayings.items():
        said = regex.sub(rf"(?<![\p{{L}}\p{{N}}]){regex.escape(short)}(?![\p{{L}}\p{{N}}])", full, said)
    said = regex.sub(r"(?<!\p{L})#(?=\p{L})", "", _SYMBOLS.sub(" ", said))
    said = regex.sub(r"(?<=\p{L}{3})/(?=\p{L}{3})", ", ", said)
    said = regex.sub(r"\s*(?:--|–|—)\s+|\s+(?:--|–|—)\s*", " — ", said)
    said = regex.sub(r"\s+([,.;:!?])(?=\s|$)", r"\1", regex.sub(r"\s+", " ", said)).strip(" -–—,;")
    said = _parted(said, language)
    return finished(said, language)


def finished(text: str, language: str) -> str:
    """The text with a capital at the beginning and a full stop at the end, where they were missing."""
    if not text:
        return ""
    text = text.rstrip(" :;,：；")
    closed = text.rstrip("\"'”’»)」』）")
    end = "" if closed and closed[-1] in TERMINALS else film_words(language).full_stop
    return text[0].upper() + text[1:] + end


def without_number(heading: str) -> str:
    """A heading without "Tip 3:" or "2." before it, and without emoji."""
    bare = emoji.replace_emoji(heading, "").strip()
    stripped = _NUMBERING.sub("", bare).strip(" :：.")
    return stripped[:1].upper() + stripped[1:] if stripped else bare


def repeats(heading: str, sentence: str) -> bool:
    """Whether a sentence begins with the very words of the heading above it, so that saying both sounds silly."""
    return sentence.casefold().startswith(heading.rstrip(".!?。！？ ").casefold())


def longest_sentence(text: str, language: str) -> int:
    """Words of the longest sentence of a text."""
    return max((word_count(text[start:end], language) for start, end in split(text, language)), default=0)


def _parted(text: str, language: str) -> str:
    """Sentences of more than 25 words parted at a semicolon or before a conjunction that turns the thought."""
    if is_spaceless(language) or longest_sentence(text, language) <= SENTENCE_WORDS:
        return text
    text = regex.sub(r";\s+(\p{L})", lambda match: f". {match[1].upper()}", text)
    turns = film_words(language).turns
    if not turns or longest_sentence(text, language) <= SENTENCE_WORDS:
        return text
    turn = regex.compile(rf"(?<=[\p{{L}}\p{{N}}\"”»)]),\s+({'|'.join(turns)})\s+")
    match = next((found for found in turn.finditer(text) if word_count(text[: found.start()], language) >= 5), None)
    if match is None or word_count(text[match.end() :], language) < 4:
        return text
    return f"{text[: match.start()]}. {match[1].capitalize()} {text[match.end() :]}"


def heading_title(text: str) -> str:
    """A heading as a title: on one line, without number and emoji."""
    return without_number(" ".join(emoji.replace_emoji(text, "").split())).rstrip(" :：")


def is_appendix(text: str) -> bool:
    """Whether a heading stands over what nobody tells: references, thanks, a table of contents."""
    return bool(_APPENDIX.match(heading_title(text)))
