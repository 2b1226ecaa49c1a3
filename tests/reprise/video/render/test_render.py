"""Whole films: what comes out, what is made again, and what happens when things go wrong."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from reprise.errors import BadInput
from reprise.media import MediaStore
from reprise.video.checking.facts import inspect
from reprise.video.film import ClipGround, Film, ScriptedGround, StillGround
from reprise.video.render.compose import Composer, planes
from reprise.video.render.plan import Unit, units_of
from reprise.video.render.progress import RenderProgress
from reprise.video.render.renderer import Rendered, render
from tests.reprise.video.render.clips import grey_clip
from tests.reprise.video.render.films import HEIGHT, WIDTH, picture, small_film, tone


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    return small_film(tmp_path_factory.mktemp("film"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, film: Film) -> MediaStore:
    """A store in which the film is rendered."""
    media = MediaStore(tmp_path_factory.mktemp("store"))
    render(film, media)
    return media


def test_the_film_is_what_platforms_take(film: Film, store: MediaStore) -> None:
    facts = inspect(store.path(render(film, store).media))
    assert (facts.video_codec, facts.profile, facts.pixel_format) == ("h264", "High", "yuv420p")
    assert (facts.width, facts.height, facts.fps, facts.constant_rate) == (WIDTH, HEIGHT, 30.0, True)
    assert facts.frames == film.frames == 30 + 24 + 28 - 2 * 6
    assert facts.color == ("BT709", "BT709", "ITU709", "MPEG")
    assert (facts.audio_codec, facts.audio_rate) == ("aac", 48_000)
    assert facts.sound_offset is not None and abs(facts.sound_offset) < 0.03
    assert facts.fast_start


def test_every_frame_shows_what_was_composed_joins_included(film: Film, store: MediaStore) -> None:
    composer, target = Composer(), planes(WIDTH, HEIGHT)
    with av.open(str(store.path(render(film, store).media))) as container:
        shown = container.decode(video=0)
        for unit in units_of(film):
            for _ in composer.draw(unit, target):
                luma = next(shown).to_ndarray()[:HEIGHT].astype(float)
                assert np.sqrt(np.mean((luma - target[0]) ** 2)) < 5
        assert next(shown, None) is None


def test_sound_starts_with_the_picture(film: Film, store: MediaStore, tmp_path: Path) -> None:
    with av.open(str(store.path(render(film, store).media))) as container:
        pieces = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    samples = np.concatenate(pieces)
    assert abs(len(samples) - film.seconds * 48_000) <= 1024
    loud = np.abs(samples) > 0.1
    assert loud.argmax() < 0.005 * 48_000


def test_rendering_again_encodes_nothing(film: Film, store: MediaStore) -> None:
    again = render(film, store)
    assert (again.units_made, again.units_reused) == (0, 5)


def test_a_changed_scene_costs_its_body_and_two_transitions(film: Film, store: MediaStore, tmp_path: Path) -> None:
    still = picture(tmp_path / "new.png", 77)
    changed = replace(film.scenes[1], ground=replace(film.scenes[1].ground, path=still, key="new"))
    after = render(replace(film, scenes=(film.scenes[0], changed, film.scenes[2])), store)
    assert (after.units_made, after.units_reused) == (3, 2)


def test_a_film_without_sound_is_a_film(film: Film, store: MediaStore) -> None:
    silent = render(replace(film, sound=None, sound_key=""), store)
    assert silent.units_made == 0
    facts = inspect(store.path(silent.media))
    assert facts.audio_codec is None
    assert facts.frames == film.frames


def test_sound_of_another_length_is_fitted_to_the_picture(film: Film, store: MediaStore, tmp_path: Path) -> None:
    for seconds in (0.5, 9.0):
        sound = tone(tmp_path / f"{seconds}.wav", seconds)
        made = render(replace(film, sound=sound, sound_key=f"tone {seconds}"), store)
        offset = inspect(store.path(made.media)).sound_offset
        assert offset is not None and abs(offset) < 0.03


def test_in_a_thread_it_makes_the_same_film_and_tells_how_far_it_is(
    film: Film, store: MediaStore, tmp_path: Path
) -> None:
    said: list[float] = []
    made: list[Rendered] = []
    other = MediaStore(tmp_path)

    def work() -> None:
        made.append(render(film, other, workers=1, report=lambda progress: said.append(progress.fraction)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert said == sorted(said)
    assert said[-1] == 1.0
    assert len(said) >= 5
    first = render(film, store)
    assert made[0].units_made == 5
    assert store.path(first.media).read_bytes() == other.path(made[0].media).read_bytes()


def test_an_unreadable_still_names_scene_and_file_and_leaves_no_film(film: Film, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"not a picture")
    scenes = (film.scenes[0], replace(film.scenes[1], ground=StillGround(broken, "broken")), film.scenes[2])
    media = MediaStore(tmp_path / "store")
    with pytest.raises(BadInput, match=r"scene-.*broken\.jpg"):
        render(replace(film, scenes=scenes), media)
    assert not list((tmp_path / "store").glob("film/**/*.mp4"))
    assert not list((tmp_path / "store" / "tmp").iterdir())


def test_sound_in_the_wrong_form_is_refused(film: Film, store: MediaStore, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.wav"
    wrong.write_bytes(b"RIFF")
    with pytest.raises(BadInput, match=r"wrong\.wav.*sound"):
        render(replace(film, sound=wrong, sound_key="wrong"), store)


@pytest.mark.slow
def test_a_killed_render_leaves_no_worker_and_a_rerun_repeats_at_most_a_unit_per_worker(tmp_path: Path) -> None:
    """The parent is killed without warning while its workers encode."""
    source, root = tmp_path / "source", tmp_path / "store"
    program = (
        "from pathlib import Path; from reprise.media import MediaStore\n"
        "from reprise.video.render.renderer import render\n"
        "from tests.reprise.video.render.films import small_film\n"
        f"film = small_film(Path({str(source)!r}), (900, 900, 900))\n"
        f"render(film, MediaStore(Path({str(root)!r})))\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program])
    wait_until(lambda: len(list(root.glob("unit/*/*.mp4.json"))) >= 3)
    workers = children(parent.pid)
    assert len(workers) == 2
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    wait_until(lambda: not any(alive(pid) for pid in workers))
    whole = list(root.glob("unit/*/*.mp4.json"))
    begun = [path for path in (root / "tmp").glob("*.mp4") if path.stat().st_size]
    film, media = small_film(source, (900, 900, 900)), MediaStore(root)
    units = len(units_of(film))
    made = render(film, media)
    # what was finished is not made again; what was begun is one unit per worker, and one on its way into the store
    assert (made.units_reused, made.units_made) == (len(whole), units - len(whole))
    assert len(begun) <= len(workers) + 1
    assert inspect(media.path(made.media)).frames == film.frames
    fresh = MediaStore(tmp_path / "fresh")
    assert media.path(made.media).read_bytes() == fresh.path(render(film, fresh).media).read_bytes()


@pytest.mark.slow
def test_a_worker_that_dies_is_reported_and_finished_units_stay(film: Film, tmp_path: Path) -> None:
    media = MediaStore(tmp_path)
    long = small_film(tmp_path / "source", (600, 600))

    def kill_workers(progress: RenderProgress) -> None:
        for pid in children(os.getpid(), "render.worker"):
            os.kill(pid, signal.SIGKILL)

    with pytest.raises(Exception, match="ended early"):
        render(long, media, report=kill_workers)
    after = render(long, media)
    assert after.units_reused >= 1


def wait_until(holds: object, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def children(parent: int, name: str = "") -> list[int]:
    """Process ids of the direct children of a process, from /proc."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                command = (entry / "cmdline").read_bytes().decode()
            except OSError:
                continue
            if int(stat[1]) == parent and stat[0] != "Z" and name in command:
                found.append(int(entry.name))
    return found


def alive(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


SCRIPT = """
import numpy as np
from moviepy import ColorClip, CompositeVideoClip

def scene(facts):
    ground = ColorClip((facts.width, facts.height), (40, 60, 90), duration=facts.seconds)
    box = ColorClip((40, 40), (240, 200, 60), duration=facts.seconds)
    return CompositeVideoClip([ground, box.with_position(lambda t: (20 + 60 * t / facts.seconds, 100))])
"""


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory, film: Film) -> Film:
    """A still, a clip, a scripted scene and a still again; slide, wipe and cut between them."""
    folder = tmp_path_factory.mktemp("varied")
    clip = grey_clip(folder / "clip.mp4", 45, 25)
    script = folder / "boxes.py"
    script.write_text(SCRIPT, encoding="utf-8")
    scenes = (
        film.scenes[0],
        replace(film.scenes[1], id="clip", ground=ClipGround(clip, "clip", start=5), enter="slide", frames=120),
        replace(film.scenes[1], id="boxes", ground=ScriptedGround(script, "boxes"), enter="wipe", frames=130),
        replace(film.scenes[2], enter="cut"),
    )
    return replace(film, scenes=scenes)


def test_clips_and_scripted_scenes_are_encoded_and_joined_like_any_other(varied: Film, tmp_path: Path) -> None:
    media = MediaStore(tmp_path)
    made = render(varied, media)
    units = units_of(varied)
    facts = inspect(media.path(made.media))
    assert (facts.frames, facts.constant_rate, facts.profile) == (varied.frames, True, "High")
    composer, target = Composer(), planes(WIDTH, HEIGHT)
    with av.open(str(media.path(made.media))) as container:
        shown = container.decode(video=0)
        for unit in units:
            for _ in composer.draw(unit, target):
                luma = next(shown).to_ndarray()[:HEIGHT].astype(float)
                assert np.sqrt(np.mean((luma - target[0]) ** 2)) < 6
    assert render(varied, media).units_made == 0
    told = replace(varied.scenes[2], ground=replace(varied.scenes[2].ground, facts='{"text": "else"}'))
    changed = replace(varied, scenes=(*varied.scenes[:2], told, varied.scenes[3]))
    # its two bodies and the wipe into it: a cut has no frames of its own
    assert render(changed, media).units_made == 3


def test_a_units_frames_are_the_same_from_wherever_drawing_begins(varied: Film) -> None:
    units = units_of(varied)
    through = Composer()
    whole = [frame for unit in units for frame in drawn(through, unit)]
    backwards = {unit: drawn(Composer(), unit) for unit in reversed(units)}
    alone = [frame for unit in units for frame in backwards[unit]]
    assert len(whole) == len(alone) == varied.frames
    assert whole == alone


def test_a_fault_in_an_animation_names_scene_file_and_line(varied: Film, tmp_path: Path) -> None:
    script = tmp_path / "wrong.py"
    script.write_text("def scene(facts):\n    return facts.colour\n", encoding="utf-8")
    wrong = replace(varied.scenes[2], ground=ScriptedGround(script, "wrong"))
    with pytest.raises(BadInput, match=r"boxes: .*wrong\.py, line 2: .*AttributeError"):
        render(replace(varied, scenes=(*varied.scenes[:2], wrong, varied.scenes[3])), MediaStore(tmp_path))


def drawn(composer: Composer, unit: Unit) -> list[bytes]:
    """A unit's frames, luma and chroma."""
    target = planes(unit.width, unit.height)
    return [target[0].tobytes() + target[1].tobytes() for _ in composer.draw(unit, target)]


def test_a_second_preset_of_the_same_size_encodes_no_frame(film: Film, store: MediaStore, tmp_path: Path) -> None:
    """Another sound and another length of it: only the container is written anew."""
    other = tone(tmp_path / "other.wav", film.seconds, 0.1)
    made = render(replace(film, sound=other, sound_key="other"), store)
    assert (made.units_made, made.units_reused) == (0, len(units_of(film)))
    shorter = replace(film, scenes=film.scenes[:2])
    kept = render(replace(shorter, scenes=(film.scenes[0], replace(film.scenes[1], frames=24))), store)
    assert kept.units_made == 1  # its last scene has no transition at its end any more
