"""From bytes to rows: decoding, strict CSV, headers, and columns that may not be held."""
