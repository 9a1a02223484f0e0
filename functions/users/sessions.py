"""Sessions: signing in, staying signed in, signing out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from users.account import Account, Credentials, Email
from users.errors import InvalidCredentials
from users.listing import read_page
from users.lockout import Lockout
from users.ports.accounts import AccountStore
from users.ports.sessions import AccessToken, PasswordHasher, SessionStore, TokenIssuer
from users.session import RefreshToken, Session, TokenUse
from videoclub.cursors import Cursors
from videoclub.errors import Forbidden, Unauthenticated
from videoclub.ids import AccountId, SessionId
from videoclub.log import logger, pseudonym

_WRONG = "E-mail or password is wrong."


@dataclass(frozen=True)
class SessionRules:
    """A session ends when it was not used for `lifetime`; a token just rotated is accepted again during `grace`."""

    lifetime: timedelta
    grace: timedelta


@dataclass(frozen=True)
class Grant:
    """What a client gets to call the API with, and to come back within `lifetime`."""

    access_token: AccessToken
    refresh_token: RefreshToken
    lifetime: timedelta


@dataclass(frozen=True)
class Sessions:
    """Signs people in and out."""

    accounts: AccountStore
    store: SessionStore
    passwords: PasswordHasher
    tokens: TokenIssuer
    lockout: Lockout
    rules: SessionRules
    cursors: Cursors

    def sign_in(self, email: Email, password: str, *, device: str, address: str, now: datetime) -> Grant:
        """Open a session on a device, called from a network address.

        Raises InvalidCredentials, after the same time whether or not the account exists, TooManyAttempts, and
        Forbidden for a suspended account, told only to who knows its password.
        """
        attempt = self.lockout.admit(email, address, now=now)
        credentials = self.accounts.find_credentials(email)
        right = self.passwords.verify(password, credentials.password_hash if credentials else None)
        if credentials is None or credentials.password_hash is None or not right:
            raise InvalidCredentials(_WRONG)
        self.lockout.succeeded(attempt)
        _check_active(credentials.account)
        session, token = Session.begin(credentials.account.id, device=device, lifetime=self.rules.lifetime, now=now)
        if not self.store.insert_session(session, password_hash=credentials.password_hash):
            raise InvalidCredentials(_WRONG)  # the password was changed while we looked at the old one
        self._renew_hash(credentials, password)
        return self._grant(credentials.account, token, now)

    def refresh_session(self, refresh_token: str, *, now: datetime) -> Grant:
        """Exchange a refresh token for a new pair. Raises Unauthenticated, Forbidden for a suspended account."""
        token = RefreshToken.parse(refresh_token)
        session = self.store.find_session(token.session_id) if token else None
        if token is None or session is None or not session.is_live(now):
            raise Unauthenticated("This refresh token is not valid; sign in again.")
        use = session.recognise(token, grace=self.rules.grace, now=now)
        if use is TokenUse.REUSED:
            self.store.revoke_session(session.id, now=now)
            logger("users").warning("refresh_token_reused", account=pseudonym(session.account_id))
            raise Unauthenticated("This refresh token was used before; the session is closed. Sign in again.")
        account = self.accounts.find_account(session.account_id)
        if account is None:
            raise Unauthenticated("This account no longer exists.")
        _check_active(account)
        successor = session.successor_of(token)
        if use is TokenUse.CURRENT and not self.store.rotate_session(
            session, token_hash=successor.hash, expires_at=now + self.rules.lifetime, now=now
        ):
            return self.refresh_session(refresh_token, now=now)  # somebody was faster: it is now the one just rotated
        return self._grant(account, successor, now)

    def list_sessions(
        self, account_id: AccountId, *, cursor: str | None, limit: int, now: datetime
    ) -> tuple[Sequence[Session], str | None]:
        """A page of where the account is signed in, the latest sign-in first, and the cursor of the next page."""
        return read_page(
            lambda after, most: self.store.list_sessions(account_id, after=after, limit=most, now=now),
            cursors=self.cursors,
            cursor=cursor,
            limit=limit,
            of=account_id,
            kind="sessions",
        )

    def sign_out(self, account_id: AccountId, session_id: SessionId | None, *, now: datetime) -> None:
        """Close the caller's session. Their access token still lives its few minutes."""
        session = self.store.find_session(session_id) if session_id else None
        if session is not None and session.account_id == account_id:
            self.store.revoke_session(session.id, now=now)

    def sign_out_everywhere(self, account_id: AccountId, *, now: datetime) -> None:
        """Close all sessions of the account. Their access tokens still live their few minutes."""
        self.store.revoke_sessions(account_id, now=now)

    def _grant(self, account: Account, token: RefreshToken, now: datetime) -> Grant:
        return Grant(self.tokens.issue(account, token.session_id, now=now), token, self.rules.lifetime)

    def _renew_hash(self, credentials: Credentials, password: str) -> None:
        old = credentials.password_hash
        if old is not None and self.passwords.needs_rehash(old):
            new = self.passwords.hash(password)
            self.accounts.replace_password_hash(credentials.account.id, new, replacing=old)


def _check_active(account: Account) -> None:
    if account.is_suspended:
        raise Forbidden("This account is suspended; write to us.")
