"""Which films to make and measure next."""
