"""The way to the providers of models: where each is, who is asked in which order, and again where that helps."""
