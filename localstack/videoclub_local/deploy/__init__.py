"""Brings what was built into a CloudFormation stack, on LocalStack or on AWS: only what changed."""
