"""Local servers that behave like the platforms' APIs, strict and with an audience, for the demo and the tests."""
