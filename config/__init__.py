"""How Liaison is put together and run: settings, addresses, timed jobs, the commands of `manage.py`."""
