"""Users' ports on real stores and libraries."""
