"""Whether the words of a file name something, and its parts fit together."""
