"""Pictures from outside: those of the articles, fetched and checked."""
