"""A finished film looked at and listened to. Begin at `quality`."""
