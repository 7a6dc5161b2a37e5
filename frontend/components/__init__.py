"""What the worlds share: shell, refusals, error pages, the component sheet."""
