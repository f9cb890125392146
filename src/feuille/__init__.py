"""Plans of public action as plain text, under git, with the rigour of software."""

__version__ = "0.1.0"
