"""Starts and keeps the embedded servers and our own processes. Standard library only."""
