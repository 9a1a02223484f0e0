"""Rental: who rents which film until when, and how far it is played."""
