"""A file and what it extends, as one tree in which every value still knows its place."""
