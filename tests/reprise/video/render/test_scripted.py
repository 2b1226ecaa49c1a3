"""Scenes that a site's Python file draws: what it is told, what is shown of it, and what is said when it is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from reprise.errors import BadInput
from reprise.video.film import GivenFile, ScriptedGround, StillGround
from reprise.video.render.compose import planes
from reprise.video.render.scripted import Scripted
from reprise.video.render.stills import Still
from tests.reprise.video.render.films import picture

WIDTH, HEIGHT, FPS = 144, 256, 30
FADING = """
import numpy as np
from moviepy import VideoClip

def scene(facts):
    def frame(t):
        return np.full((facts.height, facts.width, 3), round(255 * t / facts.seconds), np.uint8)
    return VideoClip(frame, duration=facts.seconds)
"""


def script(tmp_path: Path, code: str, *, files: tuple[GivenFile, ...] = (), **facts: object) -> ScriptedGround:
    path = tmp_path / "animation.py"
    path.write_text(code, encoding="utf-8")
    return ScriptedGround(path, "key", json.dumps(facts), files)


def returning(expression: str) -> str:
    """The function of a file that gives one expression."""
    return f"def scene(facts):\n    return {expression}\n"


def opened(ground: ScriptedGround, frames: int = 30) -> Scripted:
    return Scripted(ground, frames, WIDTH, HEIGHT, FPS)


def shown(ground: Scripted | Still, frame: int) -> tuple[np.ndarray, np.ndarray]:
    y, uv = planes(WIDTH, HEIGHT)
    ground.draw(frame, y, uv)
    return y, uv


def test_frames_are_the_clips_at_their_moments_in_any_order(tmp_path: Path) -> None:
    ground = opened(script(tmp_path, FADING))
    for frame in (29, 0, 15, 7):
        grey = round(255 * (frame / FPS) / 1.0)
        assert np.abs(shown(ground, frame)[0].astype(int) - (16 + grey * 219 / 255)).max() <= 1


def test_a_scripted_picture_looks_exactly_like_the_same_still(tmp_path: Path) -> None:
    """The renderer's scenes and MoviePy's stand side by side in a film; nobody may see which is which."""
    path = picture(tmp_path / "picture.png", 5, (WIDTH, HEIGHT))
    text = "from moviepy import ImageClip\n" + returning("ImageClip(str(facts.files['still']), duration=1)")
    ground = opened(script(tmp_path, text, files=(GivenFile("still", path, "k"),)))
    ours = Still(StillGround(path, "k"), 30, WIDTH, HEIGHT)
    for one, other in zip(shown(ground, 3), shown(ours, 3), strict=True):
        assert (one == other).all()


def test_the_file_is_told_what_the_scene_is_about(tmp_path: Path) -> None:
    text = """
from dataclasses import dataclass
from moviepy import ColorClip

@dataclass
class Look:
    colour: str

def scene(facts):
    assert (facts.width, facts.height, facts.fps, facts.frames, facts.seconds) == (144, 256, 30, 45, 1.5)
    assert (facts.text, facts.items, facts.narration) == ("Three", ("a", "b"), "Three words said")
    assert [(word.text, word.start, word.end) for word in facts.words] == [("Three", 0.2, 0.5)]
    assert facts.data == {"label": "of all"}
    colour = Look(facts.colours["accent"]).colour
    return ColorClip((facts.width, facts.height), tuple(bytes.fromhex(colour[1:])), duration=facts.seconds)
"""
    told = {
        "text": "Three", "items": ["a", "b"], "narration": "Three words said", "label": "of all",
        "words": [{"text": "Three", "start": 0.2, "end": 0.5}], "colours": {"accent": "#ffffff"},
    }  # fmt: skip
    assert (shown(opened(script(tmp_path, text, **told), 45), 0)[0] == 235).all()


def test_chance_falls_alike_for_every_worker(tmp_path: Path) -> None:
    text = """
import random
import numpy as np
from moviepy import VideoClip

def scene(facts):
    noise = np.random.randint(0, 255, (facts.height, facts.width, 3)).astype("uint8") // random.choice([1, 2, 3])
    return VideoClip(lambda t: noise, duration=facts.seconds)
"""
    one, other = opened(script(tmp_path, text)), opened(script(tmp_path, text))
    assert (shown(one, 0)[0] == shown(other, 9)[0]).all()


def test_after_the_clips_end_its_last_picture_stays(tmp_path: Path) -> None:
    ground = opened(script(tmp_path, FADING.replace("duration=facts.seconds", "duration=0.5")), 60)
    assert (shown(ground, 14)[0] == shown(ground, 59)[0]).all()
    assert (shown(ground, 13)[0] != shown(ground, 59)[0]).any()


def test_a_clip_of_the_films_shape_is_scaled(tmp_path: Path) -> None:
    text = "from moviepy import ColorClip\n" + returning("ColorClip((288, 512), (255, 255, 255), duration=1)")
    assert (shown(opened(script(tmp_path, text)), 0)[0] == 235).all()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def scene(facts:\n    pass\n", r"animation\.py, line 1: .*SyntaxError"),
        ("import nowhere_to_be_found\n", r"animation\.py, line 1: .*nowhere_to_be_found"),
        ("x = 1\n", r"animation\.py: .*no function scene"),
        ("def scene(facts):\n    a = 1\n    return facts.title\n", r"animation\.py, line 3: .*AttributeError.*title"),
        ("def scene(facts):\n    raise SystemExit(3)\n", r"animation\.py, line 2: .*SystemExit"),
        ("def scene(facts):\n    return 'a film'\n", r"animation\.py: .*gives str instead of a MoviePy clip"),
        (
            "from moviepy import ColorClip\n" + returning("ColorClip((64, 64), (0, 0, 0), duration=1)"),
            r"animation\.py: .*64×64 for a film of 144×256",
        ),
        (
            "from moviepy import ColorClip\n" + returning("ColorClip((144, 256), (0, 0, 0), duration=0)"),
            r"animation\.py: .*without length",
        ),
        (
            "from moviepy import VideoClip\n" + returning("VideoClip(lambda t: 1 / (t - t), duration=1)"),
            r"animation\.py, line 3: .*ZeroDivisionError",
        ),
    ],
)
def test_a_wrong_file_is_one_clear_error_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said) as caught:
        shown(opened(script(tmp_path, text)), 0)
    assert "animations.md" in (caught.value.remedy or "")


def test_a_fault_that_shows_only_later_names_its_moment(tmp_path: Path) -> None:
    text = FADING.replace(
        "    def frame(t):\n", "    def frame(t):\n        if t > 0.5: raise ValueError('too late')\n"
    )
    ground = opened(script(tmp_path, text))
    shown(ground, 10)
    with pytest.raises(BadInput, match=r"line 7: .*picture at 0\.67 s failed \(ValueError: too late\)"):
        shown(ground, 20)


def test_moviepy_is_loaded_only_where_a_scene_needs_it(tmp_path: Path) -> None:
    program = (
        "import sys, reprise.video.render.worker, reprise.video.render.renderer\n"
        "from pathlib import Path\n"
        "from reprise.video.film import StillGround, ScriptedGround\n"
        "from reprise.video.render.grounds import open_ground\n"
        f"open_ground(StillGround(Path({str(picture(tmp_path / 'a.png', 1))!r}), 'k'), 3, 64, 96, 30)\n"
        "assert 'moviepy' not in sys.modules\n"
        "try: open_ground(ScriptedGround(Path('gone.py'), 'k'), 3, 64, 96, 30)\n"
        "except Exception as error: assert 'gone.py' in str(error), error\n"
        "assert 'moviepy' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_pictures_with_transparency_or_fractions_are_brought_to_bytes(tmp_path: Path) -> None:
    drawn = returning("VideoClip(lambda t: np.full((256, 144, 4), 300.7), duration=1)")
    text = "import numpy as np\nfrom moviepy import VideoClip\n" + drawn
    assert (shown(opened(script(tmp_path, text)), 0)[0] == 235).all()
