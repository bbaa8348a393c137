"""Backups and their restoring, of everything or of one locality."""
