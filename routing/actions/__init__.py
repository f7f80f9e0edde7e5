"""What changes rules, promises and their clocks, and what they change."""
