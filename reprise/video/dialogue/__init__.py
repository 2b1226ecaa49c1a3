"""Films in which two talk: one asks, the other explains, each drawn or shown in a pose of their own."""
