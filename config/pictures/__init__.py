"""Pictures of every page: the table of pages, the ways to them, the demo they show, the camera."""
