"""How good suggestions are beside tuned textbook methods, and how fast they are made."""
