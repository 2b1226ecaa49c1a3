"""Speech servers that refuse what the real ones refuse: Piper's and Coqui XTTS's, for tests of voices over HTTP."""
