"""Opening hours and who is there."""
