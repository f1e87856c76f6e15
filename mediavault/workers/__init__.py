"""Processes that do work on one file each, and may die or hang on it without harm to any other.

This room must not know what the work is: a task is a value that is called.
"""
