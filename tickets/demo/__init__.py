"""A living example, told through the actions: an invented office and its enterprises."""
