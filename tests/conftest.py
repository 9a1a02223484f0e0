"""What every level of the tests may ask for; each fixture starts only what a test that uses it needs."""

pytest_plugins = ["stores", "databases", "running_platform"]
