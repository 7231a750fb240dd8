"""The dialogue kit: a conversation is told once, and retold over the answers kept so far."""
