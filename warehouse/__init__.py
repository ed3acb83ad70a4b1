"""The database: schema, SQL, the one connection, evidence store, journal, publisher."""
