"""Posting windows: slots, the planner, and a post's life cycle."""
