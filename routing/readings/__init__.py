"""What programs read in a message, offline, each with its evidence: weak, and open to correction."""
