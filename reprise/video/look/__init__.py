"""What lies over the pictures and how everything comes and goes: words, captions, names, mark. Begin at `stage`."""
