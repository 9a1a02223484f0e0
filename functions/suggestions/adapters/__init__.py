"""Suggestions' ports on Redis, S3 and SQS, and on Stats and Movies."""
