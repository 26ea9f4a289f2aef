"""How long things take beside the least that they could: `make bench [NAME ...]`."""
