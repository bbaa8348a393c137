"""Whether what is kept still says what was written, and the heads by which others can tell."""
