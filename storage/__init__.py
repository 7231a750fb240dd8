"""What is kept: tables, queries, migrations, the unit of work."""
