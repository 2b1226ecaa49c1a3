"""Scripts written out of the article's own sentences. Begin at `writer`."""
