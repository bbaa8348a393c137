"""Which rules match: durable_rules behind one door, with the plain evaluator as its shadow."""
