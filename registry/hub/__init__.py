"""What the Hub says. Owns every request to it and the reading of its answers; imports nothing of ours.

Promises: nothing from outside raises here except `HubError`; what cannot be read is a value with a reason.
"""
