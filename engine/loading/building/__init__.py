"""Plain values → the frozen definitions of `engine.policy`."""
