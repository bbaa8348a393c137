"""The store in memory: the twin of the SQL store, for tests, simulation and trying things out."""
