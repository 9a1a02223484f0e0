"""The stores and remotes of Movies: the only modules that use a driver or AWS."""
