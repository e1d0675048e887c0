"""How the database is reached: address, driver, transactions, column types."""
