"""Run the stand-ins for people to try things on: `python -m sandbox.models [--only openai,fal] [--port 8100]`.

Prints what to put into the environment so that Reprise finds them in the providers' place. Nothing leaves the machine.
"""

from __future__ import annotations

import sys
import threading
from contextlib import ExitStack
from importlib import import_module

import click

from sandbox.models.server import StandIn, serve_together

PLAYED: dict[str, tuple[tuple[str, str], ...]] = {
    "openai": (
        ("openai_text", "OpenAIStandIn"),
        ("openai_speech", "OpenAISpeechStandIn"),
        ("openai_images", "OpenAIImagesStandIn"),
    ),
    "anthropic": (("anthropic", "AnthropicStandIn"),),
    "compatible": (("compatible", "CompatibleStandIn"),),
    "elevenlabs": (("elevenlabs", "ElevenLabsStandIn"),),
    "fal": (("fal", "FalStandIn"),),
    "runware": (("runware", "RunwareStandIn"),),
    "comfyui": (("comfyui", "ComfyStandIn"),),
    "pexels": (("pexels", "PexelsStandIn"),),
    "pixabay": (("pixabay", "PixabayStandIn"),),
}
"""Every provider that is played: its modules and classes."""
_BASES = {"openai": "/v1", "runware": "/v1"}
"""What follows the address where the provider's own has a path."""


def played(name: str) -> list[StandIn]:
    """The stand-ins of one provider."""
    return [getattr(import_module(f"sandbox.models.{module}"), kind)() for module, kind in PLAYED[name]]


def environment(name: str, url: str, stand_in: StandIn) -> dict[str, str]:
    """What makes Reprise find it."""
    found = {f"REPRISE_{name.upper()}_URL": url + _BASES.get(name, "")}
    return {**found, f"REPRISE_{name.upper()}_KEY": stand_in.keys[0]} if stand_in.keys else found


def _names(context: click.Context, parameter: click.Parameter, value: str | None) -> list[str]:
    del context, parameter
    names = [name.strip() for name in value.split(",")] if value else list(PLAYED)
    unknown = sorted(set(names) - set(PLAYED))
    if unknown:
        raise click.BadParameter(f"{unknown[0]!r} is not played; there are {', '.join(PLAYED)}.")
    return names


@click.command()
@click.option("--only", callback=_names, help="Which to play, with commas between them; all by default.")
@click.option("--port", type=click.IntRange(0, 65_000), default=0, help="The first one's; 0 takes free ones.")
def main(*, only: list[str], port: int) -> None:
    """Play the providers of models on 127.0.0.1 until it is stopped (Ctrl-C, or the end of standard input)."""
    with ExitStack() as running:
        for number, name in enumerate(only):
            stand_ins = played(name)
            url = running.enter_context(serve_together(*stand_ins, port=port + number if port else 0))
            for variable, value in environment(name, url, stand_ins[0]).items():
                click.echo(f"export {variable}={value}")
        sys.stdout.flush()
        if sys.stdin is not None and not sys.stdin.isatty():
            sys.stdin.buffer.read()
        else:
            threading.Event().wait()


if __name__ == "__main__":
    main()
