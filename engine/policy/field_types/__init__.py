"""One type of field per file: what an answer may be, which fact it gives, how it is entered and read."""
