"""Music: what each mood sounds like, measured; and the site's own tracks, fitted to a film."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from scipy import signal

from reprise.errors import BadSettings
from reprise.film_settings import Mood
from reprise.media import MediaStore
from reprise.video.script import Style
from reprise.video.sound.files import RATE, Samples, WavFile, as_sound, load_wav, wav_bytes
from reprise.video.sound.moods import BY_STYLE, MOODS
from reprise.video.sound.music import LICENCE, compose, play
from reprise.video.sound.recorded import decode, fitted
from reprise.video.sound.tracks import Composed, Recorded, track_of
from tests.builders import make_site
from tests.reprise.video.heard import any_wav, tone_of
from tests.reprise.video.spoken import make_script


@pytest.fixture(scope="module")
def pieces() -> dict[str, Samples]:
    return {mood: compose(mood, 24.0, 5) for mood in MOODS}


def power(sound: Samples) -> tuple[np.ndarray, np.ndarray]:
    mono = sound.mean(axis=1)[4 * RATE : -4 * RATE]
    return np.fft.rfftfreq(len(mono), 1 / RATE), np.abs(np.fft.rfft(mono)) ** 2


def share(sound: Samples, low: float, high: float) -> float:
    frequency, spectrum = power(sound)
    return float(spectrum[(frequency >= low) & (frequency < high)].sum() / spectrum.sum())


def strokes(sound: Samples) -> np.ndarray:
    """Where notes are struck, a hundred times a second: how much the spectrum grows."""
    _, _, bins = signal.stft(sound.mean(axis=1), RATE, nperseg=1024, noverlap=1024 - 480)
    flux = np.maximum(np.diff(np.log1p(200 * np.abs(bins)), axis=1), 0).sum(axis=0)
    return np.maximum(flux - signal.medfilt(flux, 101), 0)


def test_every_mood_of_the_settings_can_be_played_and_every_style_has_one() -> None:
    assert set(MOODS) == set(Mood.__args__)  # type: ignore[attr-defined]
    assert set(BY_STYLE) == set(Style.__args__)  # type: ignore[attr-defined]
    assert set(BY_STYLE.values()) == set(MOODS)


@pytest.mark.parametrize("mood", sorted(MOODS))
def test_music_is_as_long_as_asked_smooth_and_unclipped(pieces: dict[str, Samples], mood: str) -> None:
    music = pieces[mood]
    assert music.shape == (24 * RATE, 2)
    assert 0.3 < np.abs(music).max() < 0.95
    assert np.abs(np.diff(music, axis=0)).max() < 0.2, "a click"
    assert np.abs(music[[0, -1]]).max() < 1e-3
    level = np.sqrt((music[2 * RATE : 20 * RATE].reshape(-1, 2 * RATE, 2) ** 2).mean(axis=(1, 2)))
    assert level.max() / level.min() < 2.5, "a bed keeps its level"
    assert share(music, 5_000, RATE) < 0.02
    assert share(music, 49, 51) + share(music, 59, 61) + share(music, 0, 25) < 0.02, "no hum, no offset"
    mono, sides = music.mean(axis=1), music[:, 0] - music[:, 1]
    assert np.sqrt((mono**2).mean()) > 0.5 * np.sqrt((sides**2).mean()), "it survives one loudspeaker"


@pytest.mark.parametrize("mood", sorted(mood for mood, spec in MOODS.items() if spec.pulse))
def test_its_beats_come_at_the_tempo_and_keep_it(mood: str) -> None:
    seconds, spec = 60.0, MOODS[mood]
    beat = seconds / round(seconds * spec.tempo / 240) / 4
    assert 60 / beat == pytest.approx(spec.tempo, rel=0.03)
    found = strokes(compose(mood, seconds, 5))[800:-800]
    times = 8.0 + np.arange(len(found)) / 100
    for part in np.array_split(np.arange(len(found)), 3):
        phase = times[part] / (beat / 2) % 1
        turn = np.abs((found[part] * np.exp(2j * np.pi * phase)).sum()) / found[part].sum()
        shuffled = np.random.default_rng(1).permutation(found[part])
        chance = np.abs((shuffled * np.exp(2j * np.pi * phase)).sum()) / shuffled.sum()
        assert turn > 2.5 * chance + 0.05, "strokes gather at one place of the half-beat, in every third"


def test_moods_are_told_apart_by_what_is_heard(pieces: dict[str, Samples]) -> None:
    def struck(mood: str) -> float:
        return float(strokes(pieces[mood])[400:-400].mean())

    def sharp(mood: str) -> float:
        body = pieces[mood][4 * RATE : -4 * RATE]
        return float(np.abs(body).max() / body.std())

    rhythm = {mood: share(pieces[mood], 30, 110) for mood in MOODS}
    treble = {mood: share(pieces[mood], 2_000, 12_000) for mood in MOODS}
    assert rhythm["calm"] < 0.5 * min(rhythm[mood] for mood in MOODS if mood != "calm"), "calm has no drum"
    assert treble["calm"] < treble["steady"] < treble["bright"] < treble["playful"]
    assert struck("playful") > 1.3 * struck("bright") > 1.3 * 1.5 * struck("calm")
    assert sharp("playful") > 1.25 * max(sharp(mood) for mood in MOODS if mood != "playful"), "short notes, no pads"
    assert MOODS["steady"].scale != MOODS["bright"].scale


@pytest.mark.parametrize("mood", ["bright", "playful"])
@pytest.mark.parametrize("seconds", [0.5, 1.7, 3.0, 7.3])
def test_music_of_any_length_can_be_composed(mood: str, seconds: float) -> None:
    music = compose(mood, seconds, 0)
    assert len(music) == round(seconds * RATE)
    assert np.isfinite(music).all()


def test_the_same_seed_gives_the_same_music_and_another_gives_other_music() -> None:
    assert np.array_equal(compose("calm", 5.0, 1), compose("calm", 5.0, 1))
    assert not np.array_equal(compose("steady", 12.0, 1), compose("steady", 12.0, 2))


def test_blocks_join_without_a_seam() -> None:
    music = compose("calm", 31.0, 2)
    jump = np.abs(np.diff(music, n=2, axis=0)).max(axis=1)
    for seam in (10 * RATE, 20 * RATE, 30 * RATE):
        assert jump[seam - 3 : seam + 3].max() <= 1.5 * jump[seam - RATE : seam + RATE].max()
        around = np.delete(jump[seam - 4800 : seam + 4800], slice(4797, 4803))
        assert jump[seam - 3 : seam + 3].max() < 2 * around.max()


def test_an_unknown_mood_is_an_error() -> None:
    with pytest.raises(BadSettings, match=r"'gloomy'.*calm, bright, steady, playful"):
        play("gloomy", 5, 1)


def song(seconds: float, beat: float = 0.5, tail: float = 0.0) -> Samples:
    """A click track with a tone, its last part fading; every fourth beat is another."""
    sound = 0.1 * tone_of(RATE, seconds, 220)
    for number in range(int(seconds / beat)):
        start = round(number * beat * RATE)
        stroke = tone_of(RATE, 0.08, 880 if number % 4 else 1320) * np.linspace(1, 0, round(0.08 * RATE)) ** 2
        sound[start : start + len(stroke)] += stroke[: len(sound) - start]
    return as_sound(np.concatenate([sound, np.zeros(round(tail * RATE), np.float32)]))


def write(path: Path, sound: Samples, codec: str | None = None, rate: int = RATE) -> Path:
    if codec is None:
        path.write_bytes(wav_bytes(sound))
        return path
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        frame = av.AudioFrame.from_ndarray((sound * 32767).astype(np.int16)[None], format="s16", layout="mono")
        frame.sample_rate = RATE
        convert = av.AudioResampler(
            format=stream.codec_context.format, layout="mono", rate=rate, frame_size=stream.codec_context.frame_size
        )
        for part in [*convert.resample(frame), *convert.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return path


def own(folder: Path, name: str, seconds: float, licence: str = "CC BY 4.0, A. Composer") -> Recorded:
    site = make_site(folder=folder, films={"music": {"file": name, "licence": licence}})
    track = track_of(site, make_script([3.0]))
    assert isinstance(track, Recorded)
    return track


@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [
        ("song.wav", None, RATE), ("song.flac", "flac", 44_100), ("song.mp3", "libmp3lame", 44_100),
        ("song.m4a", "aac", 22_050), ("song.ogg", "libopus", RATE), ("song.opus", "libopus", RATE),
    ],
)  # fmt: skip
def test_music_of_any_format_becomes_a_bed(tmp_path: Path, name: str, codec: str | None, rate: int) -> None:
    write(tmp_path / name, song(12.0, tail=1.5), codec, rate)
    media = MediaStore(tmp_path / "store")
    bed = load_wav(media.path(own(tmp_path, name, 12).bed(8 * RATE, media)))
    assert bed.shape == (8 * RATE, 2)
    assert np.abs(bed[[0, -1]]).max() < 1e-3
    level = np.sqrt((bed[RATE : 5 * RATE] ** 2).mean())
    assert 0.03 < level < 0.3


def test_a_short_track_begins_again_on_its_beat(tmp_path: Path) -> None:
    write(tmp_path / "song.wav", song(20.0, beat=0.5, tail=2.0))
    media = MediaStore(tmp_path / "store")
    bed = load_wav(media.path(own(tmp_path, "song.wav", 20).bed(70 * RATE, media)))
    found = strokes(bed)[300:-400]
    times = 3.0 + np.arange(len(found)) / 100
    clear, _ = signal.find_peaks(found, height=found.max() * 0.35, distance=20)
    assert len(clear) > 110
    off = np.abs((times[clear] + 0.25) % 0.5 - 0.25 - np.median((times[clear] + 0.25) % 0.5 - 0.25))
    assert off.max() < 0.06, "no beat is early or late where a round begins"
    level = np.sqrt((bed[2 * RATE : 66 * RATE].reshape(-1, RATE // 2, 2) ** 2).mean(axis=(1, 2)))
    assert level.max() / level.min() < 1.5, "no hole and no swell at the turns"
    assert np.abs(np.diff(bed, axis=0)).max() <= 1.1 * np.abs(np.diff(song(20.0))).max(), "no click"


def test_a_long_track_is_cut_and_faded(tmp_path: Path) -> None:
    write(tmp_path / "song.wav", song(40.0))
    media = MediaStore(tmp_path / "store")
    track = own(tmp_path, "song.wav", 40)
    bed = load_wav(media.path(track.bed(15 * RATE, media)))
    first = load_wav(tmp_path / "song.wav")[: 15 * RATE]
    middle = slice(RATE, 12 * RATE)
    assert np.abs(bed[middle, 0] - first[middle] / np.sqrt(2)).max() < 2e-3
    tail = np.abs(bed[12 * RATE :, 0]).reshape(3, -1).max(axis=1)
    assert tail[0] > tail[1] > tail[2]
    made = media.made
    track.bed(15 * RATE, media)
    assert media.made == made


def test_tracks_that_cannot_be_a_bed_are_refused_by_name(tmp_path: Path) -> None:
    faulty: list[tuple[str, Any, str]] = [
        ("words.mp3", b"this is no music", "cannot be read"),
        ("empty.wav", b"", "cannot be read"),
        ("silent.wav", wav_bytes(np.zeros(10 * RATE, np.float32)), "silent"),
        ("short.wav", wav_bytes(tone_of(RATE, 2.0)), r"2\.0 s long; a bed needs at least 5 s"),
    ]
    for name, data, said in faulty:
        (tmp_path / name).write_bytes(data)
        media = MediaStore(tmp_path / "store")
        with pytest.raises(BadSettings, match=f"films.music.file: {name}.*{said}"):
            own(tmp_path, name, 5).bed(10 * RATE, media)
        assert not [path for path in (tmp_path / "store").rglob("*") if path.is_file()], "nothing half-made is left"


def test_a_track_with_broken_values_or_a_picture_is_still_music(tmp_path: Path) -> None:
    sound = song(8.0)
    sound[RATE : RATE + 10] = np.nan
    (tmp_path / "odd.wav").write_bytes(any_wav(sound, kind=3, bits=32, rate=RATE))
    media = MediaStore(tmp_path / "store")
    assert np.isfinite(load_wav(media.path(own(tmp_path, "odd.wav", 8).bed(6 * RATE, media)))).all()


@pytest.mark.parametrize(
    ("name", "said"), [("gone.mp3", "There is no music"), ("../song.wav", "outside of the site's folder")]
)
def test_a_track_that_is_not_beside_the_sites_file_is_said(tmp_path: Path, name: str, said: str) -> None:
    folder = tmp_path / "sites"
    folder.mkdir()
    write(tmp_path / "song.wav", song(6.0))
    with pytest.raises(BadSettings, match=said):
        own(folder, name, 6)


@pytest.mark.parametrize("style", sorted(BY_STYLE))
def test_auto_follows_the_scripts_style(style: str) -> None:
    script = make_script([3.0]).model_copy(update={"style": style})
    track = track_of(make_site(films={"music": "auto"}), script)
    assert isinstance(track, Composed)
    assert track.mood == BY_STYLE[style]
    assert track_of(make_site(films={"music": "steady"}), script) == Composed("steady", track.seed)
    assert track_of(make_site(films={"music": "none"}), script) is None


def test_every_article_has_a_piece_of_its_own() -> None:
    site, script = make_site(), make_script([3.0])
    assert track_of(site, script) == track_of(site, script)
    assert track_of(site, script) != track_of(site, script.model_copy(update={"article": "demo-another"}))


def test_whose_music_it_is_is_kept(tmp_path: Path) -> None:
    write(tmp_path / "Quiet hills.wav", song(6.0))
    track = own(tmp_path, "Quiet hills.wav", 6)
    assert track.licence == "CC BY 4.0, A. Composer"
    assert track.attribution == "Music: Quiet hills (CC BY 4.0, A. Composer)"
    assert Composed("calm").licence == LICENCE
    assert Composed("calm").attribution == ""


def test_the_same_track_under_another_name_is_decoded_once(tmp_path: Path) -> None:
    media = MediaStore(tmp_path / "store")
    for name in ("a.wav", "b.wav"):
        write(tmp_path / name, song(6.0))
        track = own(tmp_path, name, 6)
        decode(track.path, track.key, media, where="x")
    assert (media.made, media.reused) == (1, 1)


def test_rounds_of_a_very_short_track_stay_in_order(tmp_path: Path) -> None:
    write(tmp_path / "s.wav", song(5.2))
    wav = WavFile(write(tmp_path / "t.wav", song(5.2)))
    stereo = np.concatenate(list(fitted(wav, 31 * RATE)))
    assert stereo.shape == (31 * RATE, 2)
    level = np.sqrt((stereo[RATE : 28 * RATE, 0].reshape(-1, RATE) ** 2).mean(axis=1))
    assert level.min() > 0.5 * level.max()
