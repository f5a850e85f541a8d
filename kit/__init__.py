"""What everything stands on: clock, working days, unit of work, text, phones, errors, logs, audit. Knows nothing of hotlines."""
