"""Previews of attached files: a small picture of a picture or of the first page of a PDF, the beginning of a text.

What strangers send is read by large libraries written in C. So a preview is drawn in a process of its own,
which holds nothing but that one file, and which time and memory end: `child` draws, `asking` asks.
"""
