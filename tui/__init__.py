"""How it is shown: the terminal interface. It must not know SQLAlchemy, nor start programs."""
