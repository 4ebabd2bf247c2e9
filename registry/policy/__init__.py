"""What may be done with a model: a team's context judged against the typed terms of everything that binds it.

Pure: no database, no network, no clock. What comes in decides what goes out, byte for byte.
"""
