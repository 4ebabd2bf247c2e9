"""Stored facts become answers: evidence, determination, stack, search row. A fixed number of queries a batch."""
