"""A report: its figures, and how they become pages, tables and files."""
