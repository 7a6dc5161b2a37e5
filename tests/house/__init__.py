"""The house's own rules: what was decided is checked by a machine."""
