"""Files that are opened, dropped, saved and watched, and unsaved work that is kept beside them."""
