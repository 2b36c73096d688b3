"""``python -m qualitymark``: the same as the command ``qualitymark``."""

from .cli import main

if __name__ == "__main__":
    main()
