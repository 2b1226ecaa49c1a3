"""When scenes and words happen."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprise.errors import BadInput
from reprise.video.timeline import HOLD, Timeline, plan_timeline
from tests.reprise.video.spoken import make_script, make_voiceover

SECONDS = st.lists(st.floats(0.4, 20), min_size=1, max_size=12)


def speech_frames(timeline: Timeline, lengths: list[float]) -> list[tuple[float, float]]:
    starts = [timing.speech for timing in timeline.scenes]
    return [(start, start + seconds * timeline.fps) for start, seconds in zip(starts, lengths, strict=True)]


@settings(deadline=None)
@given(SECONDS, st.sampled_from([24, 25, 30, 60]), st.integers(0, 24))
def test_scenes_overlap_by_exactly_one_transition(lengths: list[float], fps: int, transition: int) -> None:
    timeline = plan_timeline(
        make_script(lengths), make_voiceover(lengths), fps=fps, transition=transition, fit=(0, 9999)
    )
    scenes = timeline.scenes
    for before, after in itertools.pairwise(scenes):
        assert after.first == before.first + before.frames - transition
    assert timeline.frames == sum(scene.frames for scene in scenes) - transition * (len(scenes) - 1)


@settings(deadline=None)
@given(SECONDS, st.integers(0, 24), st.floats(0.5, 1.0))
def test_words_never_cross_a_transitions_middle_even_when_pauses_are_shortened(
    lengths: list[float], transition: int, squeeze: float
) -> None:
    script, voiceover = make_script(lengths), make_voiceover(lengths)
    free = plan_timeline(script, voiceover, transition=transition, fit=(0, 9999))
    try:
        timeline = plan_timeline(script, voiceover, transition=transition, fit=(0, free.seconds * squeeze))
    except BadInput:
        return  # nothing left to shorten
    assert timeline.seconds <= free.seconds * squeeze + 1e-6
    spoken = speech_frames(timeline, lengths)
    for (_, end), (start, _), scene in zip(spoken, spoken[1:], timeline.scenes[1:], strict=False):
        middle = scene.first + transition / 2
        assert end <= middle <= start


def test_the_last_scene_stays_after_its_words() -> None:
    lengths = [10.0, 12.0, 11.0]
    timeline = plan_timeline(make_script(lengths), make_voiceover(lengths))
    last = timeline.scenes[-1]
    assert timeline.frames - last.speech - 11.0 * 30 == pytest.approx(HOLD * 30)


def test_a_short_film_gets_longer_pauses() -> None:
    lengths = [7.0, 7.0, 7.0]
    film = plan_timeline(make_script(lengths), make_voiceover(lengths))
    assert 30.0 <= film.seconds < 30.0 + 0.5 * len(lengths)


def test_a_film_slightly_too_long_gets_shorter_pauses() -> None:
    lengths = [19.0, 19.5, 19.5]
    assert plan_timeline(make_script(lengths), make_voiceover(lengths)).seconds <= 60.0


def test_far_too_many_words_are_named_with_the_number_to_cut() -> None:
    lengths = [30.0, 40.0]
    with pytest.raises(BadInput, match=r"last 70\.\d s and may last 60 s.*Cut about 2\d words.*'s1' with 80 words"):
        plan_timeline(make_script(lengths), make_voiceover(lengths))


def test_far_too_few_words_are_an_error_with_the_number_to_add() -> None:
    with pytest.raises(BadInput, match=r"narration lasts 3\.0 s.*Add about \d+ words"):
        plan_timeline(make_script([3.0]), make_voiceover([3.0]))


def test_a_scene_without_words_is_shown_for_its_planned_seconds() -> None:
    script = make_script([14.0, 5.0, 14.0], silent={1})
    timeline = plan_timeline(script, make_voiceover([14.0, 5.0, 14.0], silent={1}))
    assert timeline.scenes[1].frames == 5 * 30 + 12


def test_a_missing_line_is_an_error_that_names_the_scene() -> None:
    with pytest.raises(BadInput, match="scene s1"):
        plan_timeline(make_script([15.0, 15.0]), make_voiceover([15.0, 15.0], silent={1}))


def test_a_small_change_in_a_film_that_is_stretched_leaves_the_other_scenes_as_they_were() -> None:
    lengths = [5.3, 3.2, 3.3, 3.6, 4.7, 2.2]
    before = plan_timeline(make_script(lengths), make_voiceover(lengths))
    lengths[3] -= 0.2
    after = plan_timeline(make_script(lengths), make_voiceover(lengths))
    assert before.seconds >= 30 <= after.seconds
    changed = [a.scene for a, b in zip(before.scenes, after.scenes, strict=True) if a.frames != b.frames]
    assert changed == [before.scenes[3].scene]
