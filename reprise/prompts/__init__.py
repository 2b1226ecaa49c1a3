"""The prompts, one file each with its version in its name, and how an article is put before a model as data."""
