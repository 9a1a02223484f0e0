"""What the use cases of Stats need from outside. What does not answer raises ServiceUnavailable."""
