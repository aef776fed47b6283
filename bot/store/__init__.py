"""THE DATABASE: what is kept, in SQLite or PostgreSQL, each row under its workspace."""
