"""The brief: one distillation of an article that posts and scripts derive from."""
