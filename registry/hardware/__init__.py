"""What a model needs. Owns parameter counts and, later, memory and devices; pure.

Promises: a number is exact, flagged, or absent.
"""
