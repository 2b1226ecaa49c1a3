"""The film's sound: music, mix, loudness, and files of samples. Begin at `mix`."""
