"""Run the command line as ``python -m polyopt``."""

from polyopt.cli import main

if __name__ == "__main__":
    main()
