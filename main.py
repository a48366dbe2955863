"""Starts the program: python main.py [--help]."""

from xentgui.command_line import main

if __name__ == "__main__":
    raise SystemExit(main())
