"""What a model needs, and whether a machine has it. Owns parameters, weights, caches, devices and engines; pure.

Promises: a number is exact, a range that says so, or absent; ``fits`` is said only where the most that may be
needed is there.
"""
