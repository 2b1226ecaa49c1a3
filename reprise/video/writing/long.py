"""The plan of a long film: the short one's opening, the article told by its chapters, a takeaway, a call to action.

What the short film tells as well is told in the same words and scenes, so that one recording serves both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import regex

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.briefs.language import word_count
from reprise.briefs.ranking import Ranking, rank
from reprise.sites import Site
from reprise.video.presets import FORMATS, Format
from reprise.video.script import Cue, Scene
from reprise.video.writing.chapters import Chapter, chapters
from reprise.video.writing.cues import Shots
from reprise.video.writing.fit import Chosen
from reprise.video.writing.lengths import AIR_SECONDS, is_within, scene_seconds, target_of, too_short
from reprise.video.writing.lines import Line, Lines, says_headings
from reprise.video.writing.manner import Manner
from reprise.video.writing.notes import Wishes
from reprise.video.writing.openings import Telling, concluding, dressed, joined
from reprise.video.writing.scenes import Beat, beats_of, lines_of, varied
from reprise.video.writing.short import ShortPlan, opening_scenes, plan_short, pointed, told
from reprise.video.writing.units import Material, Unit, UnitKind

CHAPTER_SECONDS = 10.0
"""Every chapter lasts at least so long, or a video site shows none."""
_ROUNDS = 5
_ROOM = 0.96  # kept to the longest and the shortest film: a voice is never quite as fast as planned
_CLOSE = 0.03  # of the target: near enough
_OPENING_SHARE = 0.12  # of the film for what stands before the first section, when there is much
_LATE = 0.85  # of the article
_CONCLUSION = regex.compile(
    r"^(?:conclusions?|(?:in )?summary|(?:key )?takeaways?|wrapping up|final thoughts|fazit|zusammenfassung|schluss"
    r"|conclusión|conclusiones|resumen|conclusão|conclusione|conclusie|podsumowanie|заключение|выводы|итоги|висновки"
    r"|συμπέρασμα|συμπεράσματα|επίλογος|まとめ|おわりに|总结|结论|結論|خاتمة|خلاصة)\b",
    regex.I,
)
_TAKEAWAY_WORDS = (6, 28)


@dataclass
class _Film:
    """A long film while it is written: `inside` are the numbers of each chapter's lines, `beats` its scenes."""

    plan: ShortPlan
    lines: Lines
    chapters: list[Chapter]
    shared: dict[int, Chosen]
    takeaway: Telling | None
    words_per_minute: float
    inside: list[list[int]]
    beats: list[list[Beat]] = field(default_factory=list)

    @property
    def language(self) -> str:
        return self.plan.language

    def seconds(self, text: str) -> float:
        return scene_seconds(text, self.language, self.words_per_minute)


def plan_long(
    article: Article,
    brief: Brief,
    site: Site,
    fmt: Format,
    *,
    target: float,
    words_per_minute: float,
    manner: Manner,
    wishes: Wishes,
) -> list[Scene]:
    """The dressed scenes of a long film, near the target or as long as the article has words for.

    Raises `BadInput` when that is less than the format's shortest film.
    """
    short = FORMATS["short"]
    plan = plan_short(
        article,
        brief,
        site,
        short,
        target=target_of(site, short),
        words_per_minute=words_per_minute,
        manner=manner,
        wishes=wishes,
    )
    target = min(max(target, fmt.seconds[0] / _ROOM), _ROOM * fmt.seconds[1])
    best: list[Scene] = []
    longest = 0.0
    ranking = rank(article, plan.material.sentences)
    for at_need in (False, True):
        film = _written(plan, ranking, target, words_per_minute, manner=manner, wishes=wishes, at_need=at_need)
        scenes = _scenes(film)
        total = sum(film.seconds(scene.narration) for scene in scenes)
        if total > longest:
            best, longest = scenes, total
        if is_within(total, target, fmt):
            return scenes
    if longest < fmt.seconds[0]:
        raise too_short(article, fmt, longest, words_per_minute)
    return best


def _written(
    plan: ShortPlan,
    ranking: Ranking,
    target: float,
    words_per_minute: float,
    *,
    manner: Manner,
    wishes: Wishes,
    at_need: bool,
) -> _Film:
    """The film with what each chapter tells."""
    material = replace(plan.material, at_need=at_need)
    language = material.article.language

    def seconds(text: str) -> float:
        return scene_seconds(text, language, words_per_minute) - AIR_SECONDS if text else 0.0

    used = plan.hook.written | (plan.introduction.written if plan.introduction else frozenset())
    lines = Lines.of(material, ranking, seconds, manner, wishes, used)
    shared = _shared(plan, lines)
    for number in shared:
        lines.take(number)
    takeaway = _takeaway(material, ranking, lines, shared, manner)
    found = chapters(material.article, material.brief, lines.tellable, target)
    inside = [
        [line.number for line in lines.lines if chapter.first <= line.place.block < chapter.last] for chapter in found
    ]
    film = _Film(plan, lines, found, shared, takeaway, words_per_minute, inside)
    _fill(film, target, says_headings(material))
    return film


def _shared(plan: ShortPlan, lines: Lines) -> dict[int, Chosen]:
    """The short film's points by their first line; their other lines are told with it."""
    by_text = {line.written: number for number, line in enumerate(lines.lines)}
    shared: dict[int, Chosen] = {}
    for option in plan.points:
        wordings = [*option.unit.written, *([option.unit.more_written] if option.with_more else [])]
        numbers = sorted(by_text[text] for text in wordings if text in by_text)
        own = [number for number in numbers if not lines.lines[number].is_heading]
        if own:
            shared[own[0]] = option
            for number in numbers:
                lines.lines[number].possible = False
                if number != own[0]:
                    lines.told.add(number)
            if option.unit.kind == "section":
                _open_with(lines, own[0])
    return shared


def _open_with(lines: Lines, number: int) -> None:
    """Nothing of a section is told before the scene that says its heading."""
    at = number - 1
    while at >= 0 and lines.lines[at].section == lines.lines[number].section:
        lines.lines[at].possible = False
        at -= 1


def _takeaway(
    material: Material, ranking: Ranking, lines: Lines, shared: dict[int, Chosen], manner: Manner
) -> Telling | None:
    """What to end on: the short film's point out of the conclusion, else the sentence that concludes best."""
    last = max(shared, default=None)
    told_plainly = last is not None and shared[last].unit.kind in ("sentence", "statistic", "quote")
    if last is not None and told_plainly and _is_last_word(material, lines.lines[last]):
        option = shared.pop(last)
        lines.told -= lines_of(lines, option)
        said = told(option, material.article.language)
        cue = Cue(kind="takeaway", text=said, label=manner.lead().rstrip(" :"))
        return Telling(said, cue, "", option.unit.written, option.unit.places)
    number = _concluding_line(material, ranking, lines)
    if number is None:
        return None
    line = lines.lines[number]
    line.possible = False
    cue = Cue(kind="takeaway", text=line.said)
    return concluding(Telling(line.said, cue, "", frozenset({line.written}), (line.place,)), manner)


def _is_last_word(material: Material, line: Line) -> bool:
    """Whether a line is of the conclusion and no question or step."""
    sentence = material.sentences[line.row]
    late = sentence.position > _LATE and sentence.block.kind == "paragraph"
    return late and (bool(_CONCLUSION.match(sentence.heading)) or sentence.section == material.sentences[-1].section)


def _concluding_line(material: Material, ranking: Ranking, lines: Lines) -> int | None:
    """The line to end on, which stands alone and is not told before."""
    language, count = material.article.language, len(lines.lines)
    summary = {item.text for item in material.brief.summary}
    best: tuple[float, int] | None = None
    for number, line in enumerate(lines.lines):
        words = word_count(line.said, language)
        free = line.possible and line.needs is None and line.introduced is None and number not in lines.told
        if line.is_heading or line.asks or not free or not _TAKEAWAY_WORDS[0] <= words <= _TAKEAWAY_WORDS[1]:
            continue
        sentence = material.sentences[line.row]
        value = line.value + 0.5 * ranking.ranked[line.row].score
        value += (0.3 if sentence.position > _LATE else 0.0) + (0.2 if line.written in summary else 0.0)
        value += 0.5 if _CONCLUSION.match(sentence.heading) else 0.0
        value += 0.4 * number / count  # an end looks back: what stands late in the article sums up more of it
        value -= 0.3 if sentence.block.kind == "list_item" else 0.0
        value -= 0.2 if ":" in line.said else 0.0
        if best is None or value > best[0]:
            best = (value, number)
    return best[1] if best else None


def _fill(film: _Film, target: float, says: bool) -> None:
    """Share the film's time among its chapters, and tell in each what is worthiest, until the whole is near it."""
    body, told_before, likeness = target, set(film.lines.told), film.lines.likeness
    best: tuple[float, list[list[Beat]]] | None = None
    for _ in range(_ROUNDS):
        film.lines.told, film.lines.likeness = set(told_before), likeness.copy()
        for inside, seconds in zip(film.inside, _budgets(film, body), strict=True):
            said = sum(film.lines.lines[number].seconds for number in inside if number in film.lines.told)
            film.lines.fill(inside, seconds - said, most=4.0 if seconds > 30 else 1.0)
        film.beats = [
            beats_of(film.lines, inside, film.shared, film.language, says_headings=says and bool(chapter.title))
            for chapter, inside in zip(film.chapters, film.inside, strict=True)
        ]
        off = target - _total(film)
        if best is None or abs(off) < best[0]:
            best = (abs(off), film.beats)
        if abs(off) <= _CLOSE * target:
            return
        body += off
    film.beats = best[1] if best else []


def _budgets(film: _Film, target: float) -> list[float]:
    """Seconds of speech for each chapter: by what it has to tell, but the short ones a little more than that."""
    fixed = [film.plan.hook, film.plan.introduction, film.takeaway, film.plan.closing]
    said = sum(film.seconds(scene.narration) for scene in fixed if scene)
    room = max(0.0, target - said) * 0.93  # the rest is the air around scenes
    has = [film.lines.tellable(chapter.first, chapter.last) for chapter in film.chapters]
    weights = [seconds**0.75 for seconds in has]
    budgets = [0.0] * len(has)
    open_ = {number for number, seconds in enumerate(has) if seconds > 0}
    while open_ and room > 0.5:
        share = room / sum(weights[number] for number in open_)
        for number in sorted(open_):
            most = has[number] if number else min(has[number], max(_OPENING_SHARE * target, 8.0))
            given = min(most - budgets[number], share * weights[number])
            budgets[number] += given
            room -= given
            if budgets[number] >= most - 0.1:
                open_.discard(number)
    return budgets


def _total(film: _Film) -> float:
    fixed = [film.plan.hook.narration, film.plan.closing.narration]
    fixed += [film.plan.introduction.narration] if film.plan.introduction else []
    fixed += [film.takeaway.narration] if film.takeaway else []
    told_ = [_said(beat, film.language) for beats in film.beats for beat in beats]
    return sum(film.seconds(text) for text in (*fixed, *told_))


def _said(beat: Beat, language: str) -> str:
    return told(beat.shared, language) if beat.shared else joined([line.said for line in beat.lines], language)


def _scenes(film: _Film) -> list[Scene]:
    """All scenes with what they show; a chapter begins where there is enough of it."""
    material, language = film.plan.material, film.language
    shots = Shots(material)
    scenes = opening_scenes(film.plan, shots)
    kinds = [scene.cue.kind for scene in scenes]
    starts: list[tuple[int, str]] = [(0, film.plan.material.brief.title.strip())]
    count = 0
    for chapter, beats in zip(film.chapters, film.beats, strict=True):
        count += bool(chapter.title and beats)
        if chapter.title and beats:
            starts.append((len(scenes), chapter.title))
        for number, beat in enumerate(beats, start=1):
            option = beat.shared or Chosen(_unit(material, beat), False)
            shown = pointed(option, shots, language)
            opens = chapter.title if number == 1 and chapter.own_heading else ""
            shown = replace(shown, cue=varied(shown, kinds, material, language, opens=opens))
            kinds.append(shown.cue.kind)
            name = f"part-{count}-{number}" if chapter.title else f"opening-{number}"
            scenes.append(dressed(name, "point", shown))
    if film.takeaway:
        scenes.append(dressed("takeaway", "takeaway", film.takeaway))
    scenes.append(dressed("cta", "cta", film.plan.closing))
    return _with_chapters(scenes, starts, film)


def _unit(material: Material, beat: Beat) -> Unit:
    """A beat as something to show: its number, else its words under the section's title."""
    first = beat.lines[0]
    texts = [line.written for line in beat.lines if not line.is_heading]
    statistic = next((item for item in material.brief.statistics if item.sentence in texts), None)
    place = next((line.place for line in beat.lines if not line.is_heading), first.place)
    row = next((line.row for line in beat.lines if not line.is_heading), 0)
    heading = material.sentences[row].heading if material.sentences else ""
    title = heading if heading.rstrip(" :：") in material.brief.headings else ""
    kind: UnitKind = "statistic" if statistic else "sentence"
    unit = material.unit(kind, place, [line.said for line in beat.lines], texts, 0.0, title=title, statistic=statistic)
    places = tuple(line.place for line in beat.lines if not line.is_heading) or unit.places
    return replace(unit, places=places)


def _with_chapters(scenes: Sequence[Scene], starts: Sequence[tuple[int, str]], film: _Film) -> list[Scene]:
    """The scenes with the chapters' titles where they begin; one that would be too short belongs to the one before."""
    lengths = [film.seconds(scene.narration) for scene in scenes]
    kept: list[tuple[int, str]] = []
    for position, (start, title) in enumerate(starts):
        end = starts[position + 1][0] if position + 1 < len(starts) else len(scenes)
        if not kept or sum(lengths[start:end]) >= CHAPTER_SECONDS:
            kept.append((start, title))
    if len(kept) > 1 and sum(lengths[: kept[1][0]]) < CHAPTER_SECONDS:
        kept.pop(1)
    titles = dict(kept)
    return [scene.model_copy(update={"chapter": titles.get(number, "")}) for number, scene in enumerate(scenes)]
