"""The pages people see: three worlds, one visual language."""
