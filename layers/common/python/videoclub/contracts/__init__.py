"""What services may ask of each other: one typed pair of request and answer for each operation, and the events.

A call is a direct Lambda invoke of `<service>.internal.handler`; it never passes the gateway.
"""

from videoclub.contracts.operation import ContractModel, Operation

__all__ = ["ContractModel", "Operation"]
