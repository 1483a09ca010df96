"""What readers say is wrong in a record: text from strangers, for the records tier to read."""
