"""The staff inbox: list, conversation, and every act on it as a page of its own."""
