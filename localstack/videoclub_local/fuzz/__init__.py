"""Fuzzing: what nobody would send, sent."""
