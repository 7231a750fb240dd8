"""The only place that knows which messengers there are."""
