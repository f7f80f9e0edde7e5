"""What pages show, as plain values: assembled here, drawn by templates, no decisions in either place."""
