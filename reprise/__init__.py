"""The domain: what a post, a script, a film and a posting window are, and how each is made.

Pure Python. Nothing below this package imports Dagster or opens a socket; the outside world is reached
through what `resources` passes in.
"""
