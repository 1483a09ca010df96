"""What is measured, and how: our server beside others, in one run, on one machine."""
