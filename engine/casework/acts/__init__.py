"""What people do on a case: whether an act is allowed, the event it makes, and what is offered to whom."""
