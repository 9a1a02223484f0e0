"""The stores and remotes of Stats: the only modules that use a driver or AWS."""
