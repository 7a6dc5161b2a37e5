"""What people do: verbs, one module per noun; each checks, writes, records, queues messages."""
