"""Where customers live: all that reports ask of Users."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from users.ports.accounts import AccountStore
from videoclub.ids import AccountId


@dataclass(frozen=True)
class CustomerCountries:
    """Tells countries of many customers at once."""

    accounts: AccountStore

    def read_countries(self, account_ids: Sequence[AccountId]) -> Mapping[AccountId, str]:
        """Their countries (ISO 3166-1); those who are unknown, or did not tell, are left out."""
        return self.accounts.read_countries(account_ids)
