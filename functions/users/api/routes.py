"""Where the modules beside this one declare their routes."""

from videoclub.http import Routes
from videoclub.identity import token_verifier

routes = Routes("users", verifier=token_verifier)
