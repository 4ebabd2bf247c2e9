"""The pages: parse, one call, render. Never imports another door."""
