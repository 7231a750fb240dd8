"""The rules: what may happen, who may do it, what follows, what is counted."""
