"""Plain view models: what app, print and command line show, as frozen values and sentences."""
