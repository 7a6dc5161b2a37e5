"""Words for templates: moments, lengths of time, countries."""
