"""The one exception base of the project.

Authors of YAML never see an exception: they get `Problem`s (see `engine.source`). Exceptions are
for programmers and for requests that a caller could have known to be wrong.
"""


class EngineError(Exception):
    """Base of every exception that this project raises on purpose."""
