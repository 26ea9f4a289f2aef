# Every task is in tasks.py, so that it runs where there is no make too.
PYTHON ?= python3

.PHONY: demo test check fix fuzz golden docs lock setup
demo test check fix fuzz golden docs lock setup:
	@$(PYTHON) tasks.py $@
