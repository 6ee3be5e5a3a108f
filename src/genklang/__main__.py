"""The door: `python -m genklang` and the `genklang` command."""

from genklang.cli.main import main

if __name__ == "__main__":
    main()
