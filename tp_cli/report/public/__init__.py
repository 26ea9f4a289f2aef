"""What the public may see: one room a subject, all of them in one system of cells that is protected together."""
