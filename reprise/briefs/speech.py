"""What people are quoted with in an article, whole, and by whom: quotation blocks, “…,” said somebody, interviews."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from reprise.articles.article import Article, Block, Place
from reprise.briefs.brief import Quote
from reprise.briefs.language import base, is_spaceless, word_count
from reprise.briefs.phrases import phrases
from reprise.briefs.questions import ANSWERING, SPEAKER, is_question
from reprise.briefs.sentences import is_balanced, is_finished, split
from reprise.briefs.standalone import has_code, is_clean, is_dangling, judge_text

_SHORTEST, _LONGEST = 5, 60  # words of a quotation that is shown whole
_MARKED = regex.compile(
    r"“([^“”]{20,400})”|«\s?([^«»]{20,400}?)\s?»|»([^«»]{20,400})«|„([^“”„]{20,400})[“”]|\"([^\"]{20,400})\""
)
_SIGNED = regex.compile(r"\s*(?:[—–―]|--|\s-)\s*(?=\p{Lu})(?P<who>[^—–―.!?]{3,160})\.?$")
_NAME = (
    r"(?:(?:Dr|Prof|Mr|Mrs|Ms|Sr|Sra|Hr|Fr|M|Mme)\.?\s)?\p{Lu}[\p{L}.’'-]*(?:\s(?:(?:von|van|de|del|da|dos|du|der|la|le|bin|al)\s)?"
    r"\p{Lu}[\p{L}’'-]+){0,4}"
)
_AFFILIATION = r"(?:\s(?:of|from|at|von|vom|aus|de|du|del|des|из)\s[^,.;:!?()“”\"«»]{3,60}?)?"
_OF = _AFFILIATION + r"(?=\s*(?:[,.;:!?(]|$)|\s(?:and|as|in|on|when|while|after|before|und|et|y|и)\s)"
_VERBS = {
    "en": r"said|says|say|explained|explains|added|adds|recalled|recalls|wrote|writes|told us|tells us|noted|notes"
    r"|argues|argued|remembers|remembered",
    "de": r"sagte|sagt|erklärte|erklärt|erzählte|erzählt|schrieb|schreibt|meinte|meint|betonte|betont|ergänzte|ergänzt",
    "fr": r"a dit|dit|explique|a expliqué|raconte|affirme|écrit|ajoute|précise|souligne|confie",
    "es": r"dijo|dice|explicó|explica|afirmó|afirma|cuenta|contó|escribió|escribe|añadió|añade|señala",
    "pt": r"disse|diz|explicou|explica|afirmou|afirma|conta|contou|escreveu|acrescentou",
    "it": r"ha detto|dice|spiega|ha spiegato|afferma|racconta|scrive|aggiunge",
    "nl": r"zei|zegt|vertelt|vertelde|legt uit|schreef|schrijft",
    "ru": r"сказал\p{L}?|говорит|объяснил\p{L}?|объясняет|рассказал\p{L}?|рассказывает|отметил\p{L}?|пишет|писал\p{L}?"
    r"|добавил\p{L}?",
    "pl": r"powiedział\p{L}?|mówi|wyjaśnia|opowiada|pisze|dodaje",
}
_ARTICLES = regex.compile(r"^(?:the|der|die|das|el|la|los|las|le|les|l['’]|il|lo|o|a|our|unser[e]?)\s+", regex.I)
_PRONOUNS = frozenset("i he she they we it you er sie wir es ich il elle nous ils on él ella он она они мы я".split())  # noqa: SIM905
_TORN = regex.compile(r"^[^\"]*\"[^\"]*$|^[^“”]*”|“[^”]*$|^[^«»]*»|«[^»]*$|[\"”»“],?\s\p{Ll}+\s\p{Lu}")
_SOMEBODY = regex.compile(r"\p{Lu}[\p{L}’'-]+\.?\s\p{Lu}")


def speech(article: Article, *, interview: bool = False) -> list[Quote]:
    """Every quotation that can stand alone, in reading order, with its speaker where the article names one.

    `interview` takes the sentences of answers for quotations too.
    """
    found: list[Quote] = []
    for index, block in enumerate(article.blocks):
        if block.kind == "quote":
            found += _quoted_block(article, index, block)
        elif block.kind == "paragraph":
            found += _quoted_inline(article, index, block)
    if interview:
        taken = {quote.place.block for quote in found}
        found += [quote for quote in _answers(article) if quote.place.block not in taken]
    return found


def _quoted_block(article: Article, index: int, block: Block) -> Iterator[Quote]:
    """A quotation set off from the text; its speaker stands after a dash at its end or in the next line.

    One that nobody signs and no marks enclose may as well be a note, and is none.
    """
    signed = _SIGNED.search(block.text)
    end = signed.start() if signed else len(block.text)
    who = _name_first(signed["who"]) if signed else _signature_after(article, index)
    start = 0
    if not who and index + 1 < len(article.blocks) and article.blocks[index + 1].kind == "quote":
        return  # one of several paragraphs: not whole
    marked = _MARKED.fullmatch(block.text[:end].strip())
    if marked:
        start = block.text.index(next(filter(None, marked.groups())))
        end = start + len(next(filter(None, marked.groups())))
    quote = _whole(article, index, start, end, who) if who or marked else None
    if quote is not None:
        yield quote


def _signature_after(article: Article, index: int) -> str:
    """The name in a short line of its own after a quotation."""
    after = article.blocks[index + 1] if index + 1 < len(article.blocks) else None
    if after is None or after.kind not in ("paragraph", "quote") or len(after.text) > 120:
        return ""
    signed = regex.match(r"\s*(?:[—–―-]|--)\s*(?P<who>\p{Lu}.{2,110})$", after.text)
    return _name_first(signed["who"]) if signed else ""


def _quoted_inline(article: Article, index: int, block: Block) -> Iterator[Quote]:
    """“…,” said somebody, and somebody said: “…”. Quotations that nobody says (titles, terms) are none."""
    verbs = _VERBS.get(base(article.language))
    if verbs is None:
        return
    for match in _MARKED.finditer(block.text):
        number = next(number for number in range(1, 6) if match[number])
        who = _named_after(block.text[match.end() :], verbs)
        if who is None:
            who = _named_before(block.text[: match.start()], verbs)
        if who is None:
            continue
        if quote := _whole(article, index, match.start(number), match.end(number), who):
            yield quote


def _named_after(after: str, verbs: str) -> str | None:
    """Who is named right after a quotation; "" for a pronoun, None when nobody is said to have said it."""
    match = regex.match(
        rf"\s*[,–—-]?\s*(?:(?:{verbs})\s(?P<one>(?:(?:the|der|die|la|el|le)\s)?{_NAME}{_OF})|(?P<two>{_NAME})\s(?:{verbs})\b"
        rf"|(?P<he>\p{{L}}+)\s(?:{verbs})\b|(?:{verbs})\s(?P<she>\p{{Ll}}+))",
        after,
    )
    if match is None:
        return None
    who = match["one"] or match["two"] or ""
    return _name_first(who) if who and who.casefold() not in _PRONOUNS else ""


def _named_before(before: str, verbs: str) -> str | None:
    match = regex.search(rf"(?P<who>{_NAME}{_AFFILIATION})\s(?:{verbs})(?:\s\p{{L}}+){{0,3}}\s?[:,]\s*$", before)
    if match is None:
        return None
    return "" if match["who"].casefold() in _PRONOUNS else _name_first(match["who"])


def _name_first(who: str) -> str:
    """A speaker's name with what tells who that is, up to the first clause: "Ana Lund of the harbour board"."""
    bare = str(_ARTICLES.sub("", who.strip(" ,.;:—–-")))
    parts = regex.split(r",\s|\s\(|;\s", bare)
    name = str(parts[0]).strip()
    role = parts[1].strip(" )") if len(parts) > 1 else ""
    if role and word_count(role, "en") <= 6 and not regex.match(r"(?:who|which|the day|der|die|qui|que|котор)\b", role):
        name = f"{name}, {role}"
    return name if len(name) <= 90 else str(parts[0]).strip()[:90]


def _answers(article: Article) -> Iterator[Quote]:
    """The best sentences of an interview's answers: paragraphs after a question that tell in the first person."""
    asked = False
    for index, block in enumerate(article.blocks):
        if is_question(block.text) or block.kind == "heading":
            asked = is_question(block.text)
            continue
        if not asked or block.kind != "paragraph":
            continue
        offset, who = 0, ""
        for lead in (ANSWERING, SPEAKER):
            if match := lead.match(block.text[offset:]):
                offset += match.end()
                named = match.groupdict().get("name") or ""
                who = named.strip() if _SOMEBODY.match(named) else who
        for start, end in split(block.text[offset:], article.language):
            if _TORN.search(block.text[start + offset : end + offset]):
                continue  # a piece of a quotation, with who said it
            if quote := _whole(article, index, start + offset, end + offset, who):
                yield quote


def _whole(article: Article, index: int, start: int, end: int, who: str) -> Quote | None:
    """The quotation at a place if it can be shown whole; a comma before the reporting verb is left out."""
    text = article.blocks[index].text
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",，"):
        end -= 1
    said, language = text[start:end], article.language
    words = word_count(said, language)
    if not _SHORTEST <= words <= _LONGEST or (not said[:1].isupper() and not is_spaceless(language)):
        return None
    if not is_clean(said) or has_code(said) or not is_balanced(said) or is_question(said):
        return None
    if is_dangling(said, language) or phrases(language).page.search(said):
        return None
    quality = judge_text(said if is_finished(said) else f"{said}.", language).quality
    place = Place(block=index, start=start, end=end)
    brevity = 1.0 if words <= 30 else 0.7
    return Quote(
        text=said, place=place, score=round(min(1.0, max(0.3, quality) * brevity), 4), speaker=who, spoken=True
    )
