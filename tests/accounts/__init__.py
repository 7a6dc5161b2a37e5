"""Persons, enterprises, offices: what the tables hold and what each person may do."""
