"""Films in which two talk: one asks, the other explains, each drawn or shown in a pose of their own."""

from reprise.video.dialogue.writing import write_dialogue

__all__ = ["write_dialogue"]
