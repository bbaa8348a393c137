"""Whether a file has the shape of the language: the part that knows JSON Schema."""
