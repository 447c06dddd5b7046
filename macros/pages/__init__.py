"""Writes figures and components into the pages, from findings that are complete before the first page is read."""
