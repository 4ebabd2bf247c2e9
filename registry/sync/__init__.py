"""Keeping up with the Hub: runs, pages, storing. Each page and its cursor commit in one transaction."""
