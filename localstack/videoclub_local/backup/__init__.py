"""Backups of the local platform: a folder with all that cannot be made anew, and the way back."""
