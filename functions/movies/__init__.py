"""Movies owns films, people, credits, genres, prices over time, and the outbox of changes told to developers."""
