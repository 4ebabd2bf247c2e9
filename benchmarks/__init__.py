"""How fast Permis is, measured on its own PostgreSQL with the settings of production. Asserts nothing."""
