"""The store: one contract over a fake, SQLite and PostgreSQL, and what each database owes beside it."""
