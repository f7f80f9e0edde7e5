"""What reports write: their samples and figures, which follow the journal."""
