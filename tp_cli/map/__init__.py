"""Map: what each line of spend is for, by rules that a person can read."""
