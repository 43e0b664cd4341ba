"""The command line: one file a command. Parses, calls an action, renders; nothing else here decides or prints."""
