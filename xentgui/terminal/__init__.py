"""The program without its window: xentgui evaluate, match, definitions; docs/terminal.md tells what they print."""
