"""The rules for published spreadsheets, by what they look at; all of them together in every.py."""
