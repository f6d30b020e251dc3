"""Grappe: the platform on which an AI innovation cluster runs."""
