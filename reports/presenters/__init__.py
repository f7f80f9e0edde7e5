"""Reports in words, as templates draw them."""
