"""What licences mean. Owns the knowledge, the names, the evidence and what is concluded from it; pure.

Promises: nothing declared is ever concluded to be a licence that we cannot name; unknown is a value.
"""
