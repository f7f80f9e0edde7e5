"""What changes rules, and what they change."""
