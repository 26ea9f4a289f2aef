# Every task is in tasks.py, so that it runs where there is no make too.
PYTHON ?= python3

.PHONY: demo test check fix golden docs bench controls lock setup
demo test check fix golden docs bench controls lock setup:
	@$(PYTHON) tasks.py $@
