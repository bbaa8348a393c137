"""The official slips of one case: handling slip, report, request for extension, answer letter."""
