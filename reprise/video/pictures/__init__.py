"""What each scene shows: its ground and the pieces of its card. Begin at `drawing`."""
