"""`python -m bot` is `stackbot`."""

from bot.cli import main

if __name__ == "__main__":
    main()
