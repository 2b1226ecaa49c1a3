"""Films: scripts, voiceover, timeline, captions, scenes and the renderer."""
