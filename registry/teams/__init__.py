"""Who may read and ask: tokens now, teams and their contexts when they come."""
