"""What is asked of models (of text, voices and pictures), what it takes and costs, and who answered; no sockets."""
