"""How the stores and AWS are reached: connections with deadlines. Only adapters import these; drivers load on use."""
