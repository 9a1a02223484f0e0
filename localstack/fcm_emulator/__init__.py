"""A local server that speaks Firebase Cloud Messaging's HTTP v1 API, for the unmodified Firebase Admin SDKs."""

from fcm_emulator.credentials import service_account

__all__ = ["service_account"]
