"""Stand-ins for the providers' APIs: they take and refuse what the real ones do, keep bills, and fail when told to.

One module for each provider. `python -m sandbox.models` runs them for people to try things on.
"""
