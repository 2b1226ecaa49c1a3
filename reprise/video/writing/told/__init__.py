"""Films in a model's words: what is asked for, how its answers become scripts, and what is checked before they do."""
