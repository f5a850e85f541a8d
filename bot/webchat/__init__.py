"""The citizens' page: web chat at /. Routes are imported by who serves them: the sender alone needs no web framework."""
