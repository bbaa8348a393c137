"""Who signs in, and how what they may not all read is kept sealed."""
