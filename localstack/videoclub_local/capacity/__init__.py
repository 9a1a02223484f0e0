"""What a shop of a given size asks of AWS: rates, concurrency, bytes and a bill, reckoned from stated assumptions."""
