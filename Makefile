# Every task is in tasks.py, so that it runs where there is no make too.
PYTHON ?= python3
TASKS = demo test check fix golden docs bench controls gold audit settings fuzz lock setup

.PHONY: $(TASKS)
$(TASKS):
	@$(PYTHON) tasks.py $@ $(WORDS)
