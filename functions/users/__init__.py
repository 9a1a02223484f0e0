"""Users: accounts, credentials and sessions, and the customer's façade over the other services."""
