"""`video`: work on finished films, files of any origin or an article's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click

from cli.output import console, json_option, share_progress, show
from cli.parameters import Colour, Moment, Pixels, Point, Size
from cli.session import Session
from reprise.errors import BadInput
from reprise.video.presets import PRESETS
from reprise.video.products import Render
from reprise.video.tools.choices import LOUDNESS, SOUND_FILES, TRUE_PEAK, LengthRule, Mode, Position

if TYPE_CHECKING:
    from reprise.video.tools.cutting import Made
    from reprise.video.tools.steps import Step

F = TypeVar("F", bound=Callable[..., Any])
_FILE = click.Path(path_type=Path)


def _film_argument(command: F) -> F:
    """FILM, and `--preset` that makes it an article's key."""
    preset = click.option("--preset", type=click.Choice(list(PRESETS)), help="FILM is an article; take this render.")
    return click.argument("film")(preset(command))


def _out_options(command: F) -> F:
    """Where the result goes."""
    force = click.option("--force", is_flag=True, help="Overwrite the file if it is there.")
    return click.option("--out", type=_FILE, required=True, help="The file to write.")(force(command))


def _joining_options(command: F) -> F:
    """How films of other shapes go into one, and how they follow each other."""
    ground = click.option("--ground", type=Colour(), help="What stands around them; by default themselves, blurred.")
    modes = click.Choice(get_args(Mode))
    mode = click.option("--mode", type=modes, default="fit", help="How films of another shape are fitted.")
    over = click.FloatRange(0, 10)
    crossfade = click.option("--crossfade", type=over, default=0.0, help="Seconds that films go over into each other.")
    return crossfade(mode(ground(command)))


@click.group()
def video() -> None:
    """Work on finished films: files, or an article's own with --preset.

    Every command writes a new file; the film it reads stays as it is.
    """


@video.command("trim")
@_film_argument
@click.option("--start", type=Moment(), default=0.0, help="Where the part begins: seconds, or 1:15.5.")
@click.option("--end", type=Moment(), help="Where it ends; by default with the film.")
@_out_options
@click.pass_obj
def trim_film(
    session: Session, film: str, preset: str | None, start: float, end: float | None, out: Path, force: bool
) -> None:
    """Cut a part out, to the frame. Whatever can be copied is not encoded again."""
    from reprise.video.tools.steps import Trim

    _take(session, Trim(start=start, end=end), film, preset, out, force)


@video.command("merge")
@click.argument("films", nargs=-1, required=True)
@click.option(
    "--preset", type=click.Choice(list(PRESETS)), help="FILMS that are no files are articles; take this render."
)
@click.option("--size", type=Pixels(), help="Pixels of the result; by default those of the first film.")
@_joining_options
@_out_options
@click.pass_obj
def merge_films(
    session: Session,
    films: tuple[str, ...],
    preset: str | None,
    size: tuple[int, int] | None,
    crossfade: float,
    mode: Mode,
    ground: str | None,
    out: Path,
    force: bool,
) -> None:
    """Join films in the order given, without encoding where they agree."""
    from reprise.video.tools.cutting import join_films

    named = [_film(session, name, None if Path(name).is_file() else preset) for name in films]
    look: dict[str, Any] = {"size": size, "crossfade": crossfade, "mode": mode, "ground": ground}
    _work("merge", lambda target, report: join_films(named, target, report=report, **look), named, out, force)


@video.command("reframe")
@_film_argument
@click.option("--size", type=Pixels(), help="The new width and height, such as 1080x1080.")
@click.option("--for", "wanted", type=click.Choice(list(PRESETS)), help="The size of this preset.")
@click.option(
    "--mode", type=click.Choice(get_args(Mode)), default="crop", help="Fill the frame, or show all of the film."
)
@click.option("--focal", type=Point(), help="With crop, what stays in view; by default it is looked for and followed.")
@click.option("--ground", type=Colour(), help="With fit, what stands around the film; by default itself, blurred.")
@_out_options
@click.pass_obj
def reframe_film(
    session: Session,
    film: str,
    preset: str | None,
    size: tuple[int, int] | None,
    wanted: str | None,
    mode: Mode,
    focal: tuple[float, float] | None,
    ground: str | None,
    out: Path,
    force: bool,
) -> None:
    """Bring a film to another size and shape."""
    from reprise.video.tools.steps import Reframe

    if (size is None) == (wanted is None):
        raise click.UsageError("Give either --size or --for.")
    width, height = size or (PRESETS[str(wanted)].width, PRESETS[str(wanted)].height)
    step = Reframe(width=width, height=height, mode=mode, focal=focal, ground=ground)
    _take(session, step, film, preset, out, force)


@video.command("compress")
@_film_argument
@click.option("--size", type=Size(), required=True, help="The most the file may have, such as 8MB.")
@_out_options
@click.pass_obj
def compress_film(session: Session, film: str, preset: str | None, size: int, out: Path, force: bool) -> None:
    """Encode a film in two passes, as good as so many bytes allow."""
    from reprise.video.tools.steps import Compress

    _take(session, Compress(bytes=size), film, preset, out, force)


@video.command("watermark")
@_film_argument
@click.option("--picture", type=_FILE, required=True, help="The picture to lay over the film; PNG keeps transparency.")
@click.option("--position", type=click.Choice(get_args(Position)), default="bottom-right", help="Where it stands.")
@click.option("--opacity", type=click.FloatRange(0.01, 1), default=0.8, help="How much of it is seen, 0.01 to 1.")
@click.option(
    "--margin", type=click.FloatRange(0, 0.4), default=0.04, help="Distance from the edges, of the shorter side."
)
@click.option("--width", type=click.FloatRange(0.01, 1), default=0.2, help="Its width, of the film's.")
@_out_options
@click.pass_obj
def watermark_film(
    session: Session,
    film: str,
    preset: str | None,
    picture: Path,
    position: Position,
    opacity: float,
    margin: float,
    width: float,
    out: Path,
    force: bool,
) -> None:
    """Lay a picture over the whole film."""
    from reprise.video.tools.steps import Watermark

    step = Watermark(picture=str(picture), position=position, opacity=opacity, margin=margin, width=width)
    _take(session, step, film, preset, out, force)


@video.command("normalise")
@_film_argument
@click.option("--loudness", type=float, default=LOUDNESS, show_default=True, help="Integrated loudness, LUFS.")
@click.option("--peak", type=float, default=TRUE_PEAK, show_default=True, help="Highest true peak, dBTP.")
@_out_options
@click.pass_obj
def normalise_film(
    session: Session, film: str, preset: str | None, loudness: float, peak: float, out: Path, force: bool
) -> None:
    """Bring a film to a loudness. The picture is copied."""
    from reprise.video.tools.steps import Normalise

    _take(session, Normalise(loudness=loudness, peak=peak), film, preset, out, force)


@video.command("extract-audio")
@_film_argument
@_out_options
@click.pass_obj
def extract_sound(session: Session, film: str, preset: str | None, out: Path, force: bool) -> None:
    """Write a film's sound as a file of its own; the suffix of --out says which kind."""
    from reprise.video.tools.sounding import extract_audio

    source = _film(session, film, preset)
    _check_out(out, [source], force)
    with share_progress("extract-audio") as report:
        made = extract_audio(source, out, report)
    console.print(f"{out}: {made.seconds:.2f} s. {made.note}", markup=False, soft_wrap=True)


@video.command("replace-audio")
@_film_argument
@click.option(
    "--sound", type=_FILE, required=True, help=f"A sound ({', '.join(SOUND_FILES)}) or a film whose sound to take."
)
@click.option("--offset", type=float, default=0.0, help="Seconds until it begins; negative leaves its beginning out.")
@click.option(
    "--rule", type=click.Choice(get_args(LengthRule)), default="pad", help="If the sound is shorter than the film."
)
@_out_options
@click.pass_obj
def replace_sound(
    session: Session,
    film: str,
    preset: str | None,
    sound: Path,
    offset: float,
    rule: LengthRule,
    out: Path,
    force: bool,
) -> None:
    """Give a film another sound. The picture is copied."""
    from reprise.video.tools.steps import ReplaceAudio

    _take(session, ReplaceAudio(sound=str(sound), offset=offset, rule=rule), film, preset, out, force)


@video.command("bumpers")
@_film_argument
@click.option("--intro", type=_FILE, help="The film to put before it.")
@click.option("--outro", type=_FILE, help="The film to put after it.")
@_joining_options
@_out_options
@click.pass_obj
def bumpers(
    session: Session,
    film: str,
    preset: str | None,
    intro: Path | None,
    outro: Path | None,
    crossfade: float,
    mode: Mode,
    ground: str | None,
    out: Path,
    force: bool,
) -> None:
    """Put an intro before a film and an outro after it, brought to its shape."""
    from reprise.video.tools.steps import Bumpers

    if intro is None and outro is None:
        raise click.UsageError("Give --intro, --outro or both.")
    named = {"intro": str(intro) if intro else None, "outro": str(outro) if outro else None}
    step = Bumpers(**named, crossfade=crossfade, mode=mode, ground=ground)
    _take(session, step, film, preset, out, force)


@video.command("sheet")
@_film_argument
@click.option("--frames", type=click.IntRange(1, 60), default=12, show_default=True, help="How many pictures.")
@click.option("--title", help="The first line; by default the name of the film.")
@_out_options
@click.pass_obj
def contact_sheet(
    session: Session, film: str, preset: str | None, frames: int, title: str | None, out: Path, force: bool
) -> None:
    """Lay frames from the whole film out on one picture, each with its time."""
    from reprise.video.tools.sheet import sheet

    source = _film(session, film, preset)
    _check_out(out, [source], force)
    named = title or (f"{film} {preset}" if preset else None)
    with share_progress("sheet") as report:
        width, height = sheet(source, out, frames=frames, title=named, report=report)
    console.print(f"{out}: {width}×{height} pixels.", markup=False, soft_wrap=True)


@video.command("probe")
@click.argument("films", nargs=-1, required=True)
@click.option("--preset", type=click.Choice(list(PRESETS)), help="FILMS are articles; take this render.")
@json_option
@click.pass_obj
def probe(session: Session, films: tuple[str, ...], preset: str | None, as_json: bool) -> None:
    """Show what films say about themselves."""
    from reprise.video.tools.facts import facts_of

    found = [facts_of(_film(session, name, preset)) for name in films]
    if as_json or len(found) > 1:
        columns = ("file", "width", "height", "seconds", "fps", "video_codec", "audio_codec", "bytes")
        show(found, columns, as_json=as_json, empty="")
        return
    show(
        [{"fact": name, "value": value} for name, value in found[0].items()], ("fact", "value"), as_json=False, empty=""
    )


def _film(session: Session, film: str, preset: str | None) -> Path:
    """The file that is meant: a path, or an article's render."""
    if preset is None:
        if not Path(film).is_file():
            remedy = "Give the path of a film, or the key of an article and --preset."
            raise BadInput("There is no such file.", where=film, remedy=remedy)
        return Path(film)
    render = session.documents.find(Render, [preset, "render"], film)
    if render is None:
        raise BadInput(
            f"There is no {PRESETS[preset].title} of this article.",
            where=film,
            remedy="`reprise videos` lists the films that there are.",
        )
    return session.media.path(render.media)


def _take(session: Session, step: Step, film: str, preset: str | None, out: Path, force: bool) -> None:
    """Do a step with a film and say what became of it."""
    from reprise.video.tools.steps import files_of, take

    source = _film(session, film, preset)
    read = [source, *files_of(step)]
    _work(step.do, lambda target, report: take(step, source, target, report), read, out, force)


def _work(
    what: str,
    make: Callable[[Path, Callable[[str, float], None]], Made],
    read: list[Path],
    out: Path,
    force: bool,
) -> None:
    _check_out(out, read, force)
    if out.suffix.lower() != ".mp4":
        raise BadInput("Films are written as MP4.", where=str(out), remedy="Name a file that ends in .mp4.")
    with share_progress(what) as report:
        made = make(out, report)
    size = f"{made.width}×{made.height}, {made.seconds:.2f} s, {out.stat().st_size / 1e6:.2f} MB"
    console.print(f"{out}: {size}. {made.note}", markup=False, soft_wrap=True)


def _check_out(out: Path, read: list[Path], force: bool) -> None:
    """Nothing is overwritten unless that is wished, and what is read never."""
    if not out.exists():
        return
    if out.is_dir():
        raise BadInput("This is a folder.", where=str(out), remedy="Give --out the name of a file.")
    if any(path.exists() and out.samefile(path) for path in read):
        raise BadInput("The result would replace what it is made from.", where=str(out), remedy="Choose another --out.")
    if not force:
        raise BadInput("This file is there already.", where=str(out), remedy="Choose another --out, or add --force.")
