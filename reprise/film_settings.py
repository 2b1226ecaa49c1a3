"""A site's settings for its films: what is made, how it sounds and looks, and who talks in it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from reprise.characters import Text
from reprise.model import Document
from reprise.video.presets import PRESETS
from reprise.video.script import Form, Pose, Style, TextAnimation, Tone, Transition


def _known_preset(name: str) -> str:
    if name not in PRESETS:
        raise ValueError(f"{name!r} is not a film preset; known are {', '.join(PRESETS)}")
    return name


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _caption_style(value: Any) -> Any:
    return {True: "highlight", False: "none"}.get(value, value) if isinstance(value, bool) else value


PresetName = Annotated[str, AfterValidator(_known_preset)]
Color = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Speed = Annotated[float, Field(ge=0.6, le=1.6)]
Mood = Literal["calm", "bright", "steady", "playful"]
CaptionStyle = Literal["none", "line", "highlight", "karaoke"]
Corner = Literal["top-left", "top-right", "bottom-left", "bottom-right"]
Context = Literal["motivation", "finance", "tech", "educational"]


class Watermark(Document):
    """The mark over the whole film. `image` is a picture beside the site's file; without one the logo and the handle
    are drawn."""

    show: bool = True
    image: str | None = None
    position: Corner = "top-left"
    opacity: Annotated[float, Field(ge=0.1, le=1)] = 1.0


class Bumper(Document):
    """What a film begins or ends with, for `seconds`: a film or picture beside the site's file, or (without `file`) a
    card in the brand's look with `text` (the site's name)."""

    file: str | None = None
    text: Text | None = None
    seconds: Annotated[float, Field(ge=1, le=10)] = 2.0


class OwnMusic(Document):
    """A track of the site's own, beside its file, and under which licence it may be used."""

    file: str
    licence: Annotated[str, Field(min_length=3)]


class Character(Document):
    """One of the two who talk in a dialogue. `poses` names pictures with transparency beside the site's file; a pose
    without one is drawn in `color`. What is not given is the site's, or its part's own."""

    name: Text | None = None
    voice: str | None = None
    voice_variant: str | None = None
    speed: Speed | None = None
    color: Color | None = None
    poses: dict[Pose, str] = {}


class Characters(Document):
    """Who asks and who explains."""

    questioner: Character = Character()
    explainer: Character = Character()


class VoiceServer(Document):
    """A speech server of the operator's own. `voice` names the server's model (Piper), one for all languages or one
    for each; `speaker` who speaks where a model has several (Piper: name or number; XTTS: a studio speaker)."""

    type: Literal["piper", "xtts"]
    url: Annotated[str, Field(pattern=r"^https?://[^\s/]+")]
    voice: str | dict[str, str] | None = None
    speaker: str | None = None
    words_per_minute: Annotated[float, Field(ge=60, le=300)] = 150
    timeout: Annotated[float, Field(ge=1, le=600)] = 120


class VoiceTuning(Document):
    """How a provider's voice speaks, under its name ("elevenlabs:<id>") or its provider's. What is not given is the
    provider's own default.

    ElevenLabs: `stability` (low: livelier), `similarity` to the original, `style` (exaggeration), `boost` of the
    likeness, and `seed`, of which another number gives another take. OpenAI: `instructions`; unset, they follow from
    the film's style and tone. `speed` comes on top of the film's. `words_per_minute` is for planning lengths.
    """

    stability: Annotated[float, Field(ge=0, le=1)] | None = None
    similarity: Annotated[float, Field(ge=0, le=1)] | None = None
    style: Annotated[float, Field(ge=0, le=1)] | None = None
    boost: bool | None = None
    speed: Speed = 1.0
    seed: Annotated[int, Field(ge=0, le=4294967295)] | None = None
    instructions: Annotated[str, Field(max_length=1000)] | None = None
    words_per_minute: Annotated[float, Field(ge=60, le=300)] | None = None


class Films(Document):
    """The site's films: what is made of an article, how it sounds and looks.

    `voice` is a chain: the next one speaks when one fails; "name:variant" asks for a variant, or for a provider's
    voice ("elevenlabs:<id>"), which `voice_tuning` tunes. `pronunciation` maps
    written words to how they are said. `animations` names Python files beside the site's file whose scenes a script may
    ask for.
    """

    presets: tuple[PresetName, ...] = ("youtube_short", "instagram_reel", "tiktok")
    seconds: Annotated[float, Field(ge=30, le=60)] = 45
    long_seconds: Annotated[float, Field(ge=180, le=900)] = 300
    form: Form = "narration"
    style: Style = "educational"
    tone: Tone | None = None
    context: Context = "educational"
    characters: Characters = Characters()
    voice: Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1)] = ("espeak",)
    voice_variant: str | None = None
    speed: Speed = 1.0
    voice_servers: dict[str, VoiceServer] = {}
    voice_tuning: dict[str, VoiceTuning] = {}
    pronunciation: dict[str, str] = {}
    music: Mood | Literal["auto", "none"] | OwnMusic = "calm"
    captions: Annotated[CaptionStyle, BeforeValidator(_caption_style)] = "highlight"
    text_animation: TextAnimation | Literal["auto"] = "auto"
    transition: Transition | Literal["auto"] = "crossfade"
    motion: Literal["none", "calm", "lively"] = "calm"
    lower_thirds: bool = True
    platform_calls: bool = False
    watermark: Watermark = Watermark()
    intro: Bumper | None = None
    outro: Bumper | None = None
    animations: dict[str, str] = {}
