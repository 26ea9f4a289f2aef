"""`python -m tp_cli` is `tp`."""

from tp_cli.cli import main

if __name__ == "__main__":
    main()
