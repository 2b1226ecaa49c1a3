"""Tools for finished films: cut, join, reframe, compress, mark, and change what is heard.

Each reads a file and writes a file, whole or not at all.
"""
