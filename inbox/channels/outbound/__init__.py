"""How a connector reaches outside: checked addresses, bounded answers, one deadline. `http.py` is the door."""
