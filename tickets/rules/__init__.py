"""What the handbook says: pure rules. No tables, no clock, no network."""
