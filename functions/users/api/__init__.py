"""The HTTP doorway of Users: a module for each kind of resource."""

from users.api import accounts, api_keys, health, mail_links, me, sessions
from users.api.routes import routes
from videoclub.http.lambda_app import LambdaApp

__all__ = ["accounts", "api_keys", "app", "health", "mail_links", "me", "routes", "sessions"]

app = LambdaApp(routes)
