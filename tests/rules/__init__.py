"""Rules: every cell of each table, and properties; no database."""
