"""Drawing for posts and films alike: fonts, set text, colours that stay readable, crops, cards and headlines."""
