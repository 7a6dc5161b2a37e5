"""Settings, places, logs, health, and the commands that start and examine the house."""
