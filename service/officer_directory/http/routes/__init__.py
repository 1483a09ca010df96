"""Routes, by noun. A GET takes the one dependency; what is refused is refused below it."""
