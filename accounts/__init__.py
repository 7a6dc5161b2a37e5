"""Who people are: persons, enterprises, offices, what each may do, and how they sign in."""
