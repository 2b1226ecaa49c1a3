"""What people are told by itself: what happened, how to mend it, to whom and when."""
