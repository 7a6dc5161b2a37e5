"""Every cell of every table of the handbook, without a database."""
