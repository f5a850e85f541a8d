"""The center's own systems."""
