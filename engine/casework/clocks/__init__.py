"""Time on a case: clocks that begin, stand still and run out, their ladders, and the duties that run by them."""
