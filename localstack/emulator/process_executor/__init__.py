"""LocalStack without Docker: Lambda execution environments as plain processes."""

EXECUTOR_NAME = "process"
"""The name of the executor and of the Lambda provider, for LAMBDA_RUNTIME_EXECUTOR and PROVIDER_OVERRIDE_LAMBDA."""
