"""Figures and checks over many things."""
