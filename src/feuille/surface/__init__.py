"""What a person types: the name, the options and the help of each command, by family."""
