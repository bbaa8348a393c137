"""Files that people send: whether one is taken, what it may be called, and how it is kept."""
