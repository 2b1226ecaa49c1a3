"""The outside world, one file for each service: swappable, and faked only where the real one cannot be had.

Each module holds plain classes and, where the asset graph needs one, a small `ConfigurableResource` that opens it.
Nothing here decides what is posted or shown; that is `reprise`.
"""
