"""What starts work by itself: new articles, approved scripts, failed runs."""
