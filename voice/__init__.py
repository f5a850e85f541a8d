"""The telephone: webhooks in TwiML over the same conversation as everywhere."""

from voice.signature import SignatureCheck
from voice.webhooks import router

__all__ = ["SignatureCheck", "router"]
