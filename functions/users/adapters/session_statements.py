"""What more than one adapter asks of the table `sessions`."""

REVOKE_ALL = "UPDATE sessions SET revoked_at = %(now)s WHERE account_id = %(account_id)s AND revoked_at IS NULL"
