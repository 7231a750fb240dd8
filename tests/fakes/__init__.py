"""The project's own strict stand-ins for the messengers, spoken to over real HTTP by the real clients."""
