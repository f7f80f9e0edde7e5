"""What every door for programs stands on: tokens, limits, refusals, pages of rows, and acts."""
