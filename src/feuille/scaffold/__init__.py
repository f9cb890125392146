"""New documents and new repositories, written as a person would write them by hand."""
