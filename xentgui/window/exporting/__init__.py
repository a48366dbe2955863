"""Taking things out: pictures, tables and sentences, to files that are asked for and to the clipboard."""
