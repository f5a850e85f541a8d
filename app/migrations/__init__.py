"""The schema, by dated migrations only."""
