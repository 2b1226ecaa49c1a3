"""Every preset's film as tools that are not ours see it: MediaInfo reads its facts, Chromium plays it."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pymediainfo import MediaInfo

from reprise.digest import file_digest
from reprise.media import MediaStore
from reprise.video.film import Film, FilmScene, Motion, StillGround, View
from reprise.video.presets import FPS, PRESETS
from reprise.video.render.renderer import render
from reprise.video.sound.files import RATE, wav_bytes
from reprise.video.sound.loudness import to_loudness
from tests.reprise.video.heard import spoken_like
from tests.reprise.video.render.films import picture

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--autoplay-policy=no-user-gesture-required",
]  # fmt: skip
SECONDS = 2.0
PLAY = """async () => {
    const film = document.querySelector('video');
    const told = name => new Promise((done, fail) => {
        film.addEventListener(name, done, {once: true});
        film.addEventListener('error', () => fail(new Error('error ' + film.error.code + ' ' + film.error.message)));
        setTimeout(() => fail(new Error('no ' + name)), 20000);
    });
    if (film.readyState < 2) await told('loadeddata');
    film.currentTime = film.duration / 2;
    await told('seeked');
    const canvas = document.createElement('canvas');
    canvas.width = film.videoWidth; canvas.height = film.videoHeight;
    const pen = canvas.getContext('2d');
    pen.drawImage(film, 0, 0);
    const pixels = pen.getImageData(0, 0, canvas.width, canvas.height).data;
    let sum = 0, squares = 0;
    for (let at = 0; at < pixels.length; at += 4) { sum += pixels[at + 1]; squares += pixels[at + 1] ** 2; }
    const mean = sum / (pixels.length / 4);
    film.muted = true;
    await film.play();
    await told('ended');
    return {
        duration: film.duration, width: film.videoWidth, height: film.videoHeight, mean,
        spread: Math.sqrt(squares / (pixels.length / 4) - mean * mean), ended: film.ended,
        error: film.error && film.error.message, dropped: film.getVideoPlaybackQuality().corruptedVideoFrames,
        sound: film.webkitAudioDecodedByteCount,
    };
}"""


@dataclass(frozen=True)
class Made:
    """A preset's film and the folder it lies in."""

    path: Path
    frames: int


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """A film of two seconds in every preset's shape, two scenes with a crossfade."""
    folder = tmp_path_factory.mktemp("films")
    media = MediaStore(folder / "store")
    sound = folder / "mix.wav"
    voice = spoken_like(SECONDS, 1)
    sound.write_bytes(wav_bytes(to_loudness(np.stack([voice, voice], axis=1), -14.0, -1.5)))
    stills = [picture(folder / f"{seed}.png", seed, (1200, 1200)) for seed in (1, 2)]
    made = {}
    for preset in PRESETS.values():
        grounds = [StillGround(still, file_digest(still), Motion(View(), View(scale=0.9))) for still in stills]
        scenes = tuple(FilmScene(f"s{n}", ground, 36) for n, ground in enumerate(grounds))
        film = Film(preset.width, preset.height, FPS, scenes, 12, sound=sound, sound_key=file_digest(sound))
        made[preset.name] = Made(media.path(render(film, media).media), film.frames)
    return made


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PRESETS))
def test_mediainfo_finds_what_platforms_ask_for(films: dict[str, Made], name: str) -> None:
    preset, made = PRESETS[name], films[name]
    general, picture_, sound = _tracks(MediaInfo.parse(str(made.path)))
    assert general.format == "MPEG-4"
    assert general.codec_id in ("isom", "mp42")
    assert general.isstreamable == "Yes", "the index stands before the data"
    assert (general.count_of_video_streams, general.count_of_audio_streams) == ("1", "1")
    assert (picture_.format, picture_.codec_id) == ("AVC", "avc1")
    profile, _, level = picture_.format_profile.partition("@L")
    assert profile == "High"
    assert float(level) <= 4.2
    assert (picture_.width, picture_.height) == (preset.width, preset.height)
    assert (picture_.pixel_aspect_ratio, picture_.rotation) in (("1.000", None), ("1.000", "0.000"))
    assert (picture_.color_space, picture_.chroma_subsampling, picture_.bit_depth) == ("YUV", "4:2:0", 8)
    assert picture_.scan_type == "Progressive"
    assert (picture_.frame_rate_mode, picture_.frame_rate) == ("CFR", "30.000")
    assert int(picture_.frame_count) == made.frames
    assert picture_.color_range == "Limited"
    for tag in (picture_.color_primaries, picture_.transfer_characteristics, picture_.matrix_coefficients):
        assert tag == "BT.709"
    assert (sound.format, sound.format_additionalfeatures) == ("AAC", "LC")
    assert (sound.sampling_rate, sound.channel_s) == (RATE, 2)
    assert float(picture_.duration) == pytest.approx(made.frames / FPS * 1000, abs=1)
    assert abs(float(sound.duration) - float(picture_.duration)) < 1000 / FPS
    assert float(general.duration) == pytest.approx(SECONDS * 1000, abs=1000 / FPS)


def _tracks(found: Any) -> tuple[Any, Any, Any]:
    return found.general_tracks[0], found.video_tracks[0], found.audio_tracks[0]


class _Folder(http.server.SimpleHTTPRequestHandler):
    """Files with byte ranges, as seeking needs them."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: tests are read, not logs."""

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        path = Path(self.translate_path(self.path))
        if wanted is None or not path.is_file():
            super().do_GET()
            return
        data = path.read_bytes()
        first, _, last = wanted.removeprefix("bytes=").partition("-")
        begin, end = int(first), int(last) if last else len(data) - 1
        self.send_response(206)
        self.send_header("Content-Type", "video/mp4")
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Range", f"bytes {begin}-{end}/{len(data)}")
        self.send_header("Content-Length", str(end - begin + 1))
        self.end_headers()
        self.wfile.write(data[begin : end + 1])


@pytest.fixture(scope="module")
def served(films: dict[str, Made], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The films and a page for each, on this machine only."""
    folder = tmp_path_factory.mktemp("served")
    for name, made in films.items():
        shutil.copy(made.path, folder / f"{name}.mp4")
        page = f'<!doctype html><title>{name}</title><video src="{name}.mp4" preload="auto" playsinline></video>'
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    handler = functools.partial(_Folder, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here; `make browser` installs it where that is possible")
def test_chromium_plays_every_preset_and_seeks_to_its_middle(films: dict[str, Made], served: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            for name, made in films.items():
                page = browser.new_page()
                page.goto(f"{served}/{name}.html")
                seen = page.evaluate(PLAY)
                assert seen["duration"] == pytest.approx(made.frames / FPS, abs=0.04), name
                assert (seen["width"], seen["height"]) == (PRESETS[name].width, PRESETS[name].height)
                assert seen["mean"] > 30 and seen["spread"] > 10, "a frame in the middle shows the picture"
                assert (seen["ended"], seen["error"], seen["dropped"]) == (True, None, 0)
                assert seen["sound"] > 1000, "sound was decoded too"
                page.close()
        finally:
            browser.close()
