"""What the use cases of Users need from outside. What does not answer raises ServiceUnavailable."""
