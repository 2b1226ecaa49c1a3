"""The renderer: from a `Film` to a finished mp4, unit by unit, each made once.

Begin at `renderer`. Nothing is imported here: a worker process loads only what it draws with.
"""
