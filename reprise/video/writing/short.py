"""The plan of a short film: a hook, an introduction, three to six points and a call to action that fill its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reprise.articles.article import Article, Place
from reprise.briefs.brief import Brief
from reprise.sites import Site
from reprise.video.presets import Format
from reprise.video.script import Scene
from reprise.video.writing.cues import Shots
from reprise.video.writing.fit import Chosen, fit
from reprise.video.writing.lengths import is_within, scene_seconds, window
from reprise.video.writing.manner import Manner
from reprise.video.writing.notes import Wishes
from reprise.video.writing.openings import Telling, closing, dressed, hooks, introductions, joined, with_picture
from reprise.video.writing.units import Material, Unit, answer_only, units, without_more
from reprise.video.writing.words import film_words

POINTS = (3, 6)


@dataclass(frozen=True)
class ShortPlan:
    """The scenes of a short film before they are dressed, and their planned length together."""

    material: Material
    hook: Telling
    introduction: Telling | None
    points: tuple[Chosen, ...]
    closing: Telling
    seconds: float

    @property
    def language(self) -> str:
        return self.material.article.language


def plan_short(
    article: Article,
    brief: Brief,
    site: Site,
    fmt: Format,
    *,
    target: float,
    words_per_minute: float,
    manner: Manner,
    wishes: Wishes,
) -> ShortPlan:
    """What comes nearest to the target length; sentences that need their neighbours are taken only where they must."""
    plans = []
    for at_need in (False, True):
        material = Material.of(article, brief, at_need=at_need)
        plan = _plan(material, site, fmt, target, words_per_minute=words_per_minute, manner=manner, wishes=wishes)
        if is_within(plan.seconds, target, fmt) and plan.points:
            return plan
        plans.append(plan)
    first, wider = plans
    return wider if abs(wider.seconds - target) < abs(first.seconds - target) else first


def _plan(
    material: Material,
    site: Site,
    fmt: Format,
    target: float,
    *,
    words_per_minute: float,
    manner: Manner,
    wishes: Wishes,
) -> ShortPlan:
    """The first hook and introduction that leave points for the right length, else what comes nearest to it."""
    language = material.article.language

    def seconds(text: str) -> float:
        return scene_seconds(text, language, words_per_minute)

    pool = units(material, manner, wishes)
    end = closing(material.article, site, manner, wishes)
    nearest: ShortPlan | None = None
    for hook in hooks(material, pool, manner, wishes):
        for introduction in introductions(material, pool, hook, wishes):
            fixed = sum(seconds(scene.narration) for scene in (hook, introduction, end) if scene)
            points = fit(
                _unused(pool, hook, introduction),
                lambda option: seconds(told(option, language)),
                target=target - fixed,
                window=window(target, fmt, fixed),
                count=POINTS,
            )
            points = introduced(points, language, manner)
            total = fixed + sum(seconds(told(option, language)) for option in points)
            plan = ShortPlan(material, hook, introduction, tuple(points), end, total)
            if is_within(total, target, fmt) and len(points) >= POINTS[0]:
                return plan
            if nearest is None or abs(total - target) < abs(nearest.seconds - target):
                nearest = plan
    assert nearest is not None  # there is always the title to begin with
    return nearest


def _unused(pool: Sequence[Unit], hook: Telling, introduction: Telling | None) -> list[Unit]:
    """The units of which no sentence is said at the beginning."""
    used = hook.written | (introduction.written if introduction else frozenset())
    owed = [answer_only(unit) if unit.question and unit.question in used else unit for unit in pool]
    free = [unit for unit in owed if not unit.written & used]
    return [without_more(unit) if unit.more_written in used else unit for unit in free]


def short_scenes(plan: ShortPlan) -> list[Scene]:
    """The plan's scenes with what they show, not yet timed."""
    shots = Shots(plan.material)
    scenes = opening_scenes(plan, shots)
    for number, option in enumerate(plan.points, start=1):
        scenes.append(dressed(f"point-{number}", "point", pointed(option, shots, plan.language)))
    return [*scenes, dressed("cta", "cta", plan.closing)]


def opening_scenes(plan: ShortPlan, shots: Shots) -> list[Scene]:
    """Hook and introduction."""
    scenes = [dressed("hook", "hook", plan.hook)]
    shots.remember(plan.hook.on_screen)
    if plan.introduction is not None:
        shown = with_picture(plan.introduction, shots.featured())
        scenes.append(dressed("intro", "intro", shown))
        shots.remember(shown.on_screen)
    return scenes


def pointed(option: Chosen, shots: Shots, language: str) -> Telling:
    """A point with its cue and the words drawn over it."""
    more: list[Place] = [option.unit.more_place] if option.with_more and option.unit.more_place else []
    places = tuple(dict.fromkeys([*option.unit.places, *more]))
    return Telling(told(option, language), shots.point(option), shots.on_screen(option), frozenset(), places)


def introduced(chosen: Sequence[Chosen], language: str, manner: Manner) -> list[Chosen]:
    """The points in reading order, the first and the last step introduced as such."""
    steps = [option for option in chosen if option.unit.kind == "step"]
    words = film_words(language)
    first, last = manner.first() or words.first, manner.last() or words.last
    if len(steps) < 3 or not first:
        return list(chosen)
    numbers = [option.unit.number for option in steps]
    marked = {min(numbers): first, max(numbers): last}
    return [_led_in(option, marked.get(option.unit.number, "")) for option in chosen]


def _led_in(option: Chosen, lead: str) -> Chosen:
    if not lead or option.unit.kind != "step":
        return option
    first = option.unit.said[0]
    start = first if lead.endswith(":") or first[:2].isupper() else first[0].lower() + first[1:]
    if first.casefold().startswith(lead.rstrip(",:").casefold()):
        return option
    return Chosen(replace(option.unit, said=(f"{lead} {start}", *option.unit.said[1:])), option.with_more)


def told(option: Chosen, language: str) -> str:
    """What a point says."""
    return joined(option.said, language)
