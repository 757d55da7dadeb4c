"""`python -m render`: the command line without its script."""

from render.cli import main

if __name__ == "__main__":
    main()
