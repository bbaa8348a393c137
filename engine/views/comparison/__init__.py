"""A comparison of rule sets in words: for the command line, for spreadsheets and pages, for the app."""
