"""Which films to make next."""
