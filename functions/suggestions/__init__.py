"""Suggestions: lists of films for each customer with reasons, made from Stats' histories and kept in Redis."""
