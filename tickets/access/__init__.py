"""The only way in: what a person may see, and what the house knows of itself."""
