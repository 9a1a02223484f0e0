"""PostgreSQL, Redis and Cassandra as parts of the local platform: embedded, or offered by the user."""
