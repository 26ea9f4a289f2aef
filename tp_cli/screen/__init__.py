"""Results, problems and progress on a terminal, in a pipe, or as JSON; the only package that imports Rich."""
