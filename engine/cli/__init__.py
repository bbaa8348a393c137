"""The command line: one command per file; reads arguments, asks the rooms below, prints."""
