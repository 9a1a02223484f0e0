"""The form of a contract between two services."""

from dataclasses import dataclass

from pydantic import ConfigDict

from videoclub.errors import DomainError
from videoclub.lazy_model import LazyModel


class ContractModel(LazyModel):
    """A message between services. Unknown members are ignored, so that a producer may be newer than its consumer."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


@dataclass(frozen=True)
class Operation[Request: ContractModel, Answer: ContractModel]:
    """One question that `service` answers. `raises` are the refusals that cross over under their own names."""

    service: str
    name: str
    request: type[Request]
    answer: type[Answer]
    raises: tuple[type[DomainError], ...] = ()
