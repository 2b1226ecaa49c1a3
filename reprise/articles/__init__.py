"""Published articles: what one is, who it is (identity), how it is read (parsing) and how it changes."""
