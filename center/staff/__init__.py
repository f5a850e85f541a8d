"""People of the center, their roles and sessions."""
