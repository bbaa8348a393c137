"""Bihuan (闭环): complaint-handling policies as data, checked, proved, run and compared."""

__all__ = ["__version__"]
__version__ = "0.1.0"
