"""The REST door: parse, one call, render. Never imports another door."""
