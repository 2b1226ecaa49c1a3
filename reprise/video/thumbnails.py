"""The idea of a film's cover: a few large words, and a background for a picture model to paint."""

from __future__ import annotations

from collections.abc import Sequence

from reprise.briefs.brief import Brief
from reprise.model import Document
from reprise.video.script import Script

NEVER = "No text, letters, numbers, signs, logos, brands, watermarks or recognisable people."
"""Ends every prompt: words on covers are drawn by us, and what belongs to others is in none."""
_TOPICS = 3


class ThumbnailIdea(Document):
    """`words` stand on the cover; `prompt` describes its background, in English, and ends with what must not be in it.
    `writer` is who had the idea."""

    words: str
    prompt: str
    writer: str


def plain_idea(brief: Brief, script: Script, writer: str) -> ThumbnailIdea:
    """The opening's few words, else the title; and a still life of the article's topics that are no names."""
    opening = script.scenes[0].on_screen if script.scenes else ""
    few = opening and len(opening.split()) < len(script.title.split())
    topics = [word.text for word in brief.keywords if not word.is_name and " " in word.text]
    topics = topics or [word.text for word in brief.keywords if not word.is_name]
    return ThumbnailIdea(words=opening if few else script.title, prompt=background(_still(topics)), writer=writer)


def background(scene: str) -> str:
    """A picture model's prompt for a scene."""
    return f"{scene.strip().rstrip('.')}. One clear subject to one side, calm space on the other, soft light. {NEVER}"


def _still(topics: Sequence[str]) -> str:
    about = ", ".join(topics[:_TOPICS])
    return f"A quiet editorial photograph of things that stand for {about}" if about else "A calm abstract landscape"
