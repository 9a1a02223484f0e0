"""The verbs of the `videoclub` command, a module each."""
