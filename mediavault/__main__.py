"""`python -m mediavault` is `mediavault`."""

from mediavault.cli import main

if __name__ == "__main__":
    main()
