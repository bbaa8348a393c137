"""Who signs in, and what is sealed: passwords, sessions, and the identity kept apart from the case."""
