"""Measurements of what the project claims about itself."""
