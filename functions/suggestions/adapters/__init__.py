"""Suggestions' ports on Redis and on Stats."""
