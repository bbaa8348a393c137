"""Sets of facts (enumerations, ranges, flags): what two have in common, and an example of each."""
