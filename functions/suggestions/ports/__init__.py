"""What the use cases of Suggestions need from outside. What does not answer raises ServiceUnavailable."""
