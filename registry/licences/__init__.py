"""What licences mean. Owns knowledge, names, the recognition of texts, evidence and what follows from it; pure.

Promises: nothing declared is ever concluded to be a licence that we cannot name; unknown is a value.
"""
