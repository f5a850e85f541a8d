"""The citizens' page: web chat at /."""

from bot.webchat.routes import HERE, router

STATIC = HERE / "static"

__all__ = ["STATIC", "router"]
