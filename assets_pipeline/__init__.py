"""The asset graph: what is made from what. Assets load, call the domain and return; nothing is decided here.

Modules with assets do without postponed annotations: Dagster reads the type of `context` before they could be resolved.
"""
