"""The operators' tables: read-mostly; nothing is decided here."""
