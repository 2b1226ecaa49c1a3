"""Social posts: the platforms' rules, the wording, the links and the pictures of a post."""
