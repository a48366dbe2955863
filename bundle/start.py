"""What the bundle starts with."""

from xentgui.command_line import main

raise SystemExit(main())
