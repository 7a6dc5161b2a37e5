"""Why the house cannot start, said in a sentence."""


class CannotStart(Exception):  # noqa: N818  # reads as the sentence it prints
    """Something the house needs is not to be had; the text says what and how to mend it."""


def sentence(why: OSError) -> str:
    """An error of the operating system as a person would say it: which file, what is wrong."""
    place = f"{why.filename}: " if why.filename else ""
    return f"{place}{why.strerror or why}"
