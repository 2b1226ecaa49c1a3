"""Scripts spoken: what a voice is given, who speaks, and when each word is said. Begin at `narration`."""
