"""What every service that knows a person answers to that person: all it holds on them."""

from pydantic import JsonValue

from videoclub.contracts.operation import ContractModel, Operation
from videoclub.ids import CustomerId


class PersonalDataRequest(ContractModel):
    """Whose data?"""

    customer_id: CustomerId


class PersonalData(ContractModel):
    """All that a service holds on a person, under names of its own; secrets and hashes are left out."""

    service: str
    data: dict[str, JsonValue]


def export_customer(service: str) -> Operation[PersonalDataRequest, PersonalData]:
    """The operation by which `service` tells all it holds on a person."""
    return Operation(service, "export_customer", PersonalDataRequest, PersonalData)
