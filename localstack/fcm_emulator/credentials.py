"""Service-account files for local use: real in shape and key, worth nothing outside."""

import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

GOOGLE_TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105
RSA_KEY_BITS = 2048


def service_account(project_id: str, token_uri: str = GOOGLE_TOKEN_URI) -> dict[str, Any]:
    """A service account with a new key, as `firebase_admin.credentials.Certificate` reads it.

    A sender that goes through the emulator's proxy keeps Google's own `token_uri`; one that talks to the emulator
    directly needs `http://127.0.0.1:PORT/token`.
    """
    key = rsa.generate_private_key(public_exponent=65537, key_size=RSA_KEY_BITS)
    email = f"firebase-adminsdk-local@{project_id}.iam.gserviceaccount.com"
    return {
        "type": "service_account",
        "project_id": project_id,
        "private_key_id": secrets.token_hex(20),
        "private_key": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        "client_email": email,
        "client_id": str(10**20 + secrets.randbelow(10**20)),
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": token_uri,
        "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
        "client_x509_cert_url": f"https://www.googleapis.com/robot/v1/metadata/x509/{email.replace('@', '%40')}",
        "universe_domain": "googleapis.com",
    }
