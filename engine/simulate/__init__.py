"""A case's life in virtual time, without side effects."""
