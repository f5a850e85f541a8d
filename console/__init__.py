"""The staff's pages at /console."""

from console.pages import STATIC
from console.ports import ConsoleServices
from console.routes import router

__all__ = ["STATIC", "ConsoleServices", "router"]
