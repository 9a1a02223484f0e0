"""What the use cases of Movies need from outside. What does not answer raises ServiceUnavailable."""
