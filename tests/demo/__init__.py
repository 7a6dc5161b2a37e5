"""The living example: complete, told by the house's own deeds, mailed to nobody."""
