"""The operational store: what people and processes change concurrently, in SQLite or PostgreSQL."""
