"""How we talk: a pure engine, the lines it names, the ledger of what was said, and who owns a conversation."""
