"""The queries behind the indicators.

Everything is a set-based statement that SQLite and PostgreSQL run alike, and the number of
statements does not depend on the data. What a figure counts is decided in services/indicators.
"""
