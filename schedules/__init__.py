"""When the loop turns: posting windows, engagement readings, learning."""
