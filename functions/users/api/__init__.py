"""The HTTP doorway of Users: a module for each kind of resource."""

from users.api import accounts, api_keys, health, home, mail_links, me, personal_data, sessions
from users.api.routes import routes
from videoclub.http.lambda_app import LambdaApp

__all__ = ["accounts", "api_keys", "app", "health", "home", "mail_links", "me", "personal_data", "routes", "sessions"]

app = LambdaApp(routes)
