"""The decisions in the database: the records, their log, and what finds them."""
