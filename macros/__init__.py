"""Tare: measures the images of `examples/` on a container engine and writes the figures into the pages."""
