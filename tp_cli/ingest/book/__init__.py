"""Workbooks and web tables, read by a process of their own that may die without the run."""
