"""Signing in and one's own account: forms that post to routes of ours."""
