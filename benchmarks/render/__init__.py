"""How fast, how lean and how true the film renderer is."""
