"""The bulk kernel: tables, calendars and limits compiled to columns. Arrow in, Arrow out.

The only room that imports numpy and pyarrow. What a test means is never written a second time here:
each fact falls into a few cells, and the plain evaluator says once per cell whether a test holds
(`engine.columns.cells`); rows only look their cells up.
"""
