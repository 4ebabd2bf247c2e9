"""Who may read and ask, and how often: tokens and quotas now, teams and their contexts when they come."""
