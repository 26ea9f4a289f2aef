"""What a partnership keeps beside its spending: promises, flags, indicators, readiness, accounting officers, asks."""
