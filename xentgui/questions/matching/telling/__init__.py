"""What is told of a search: matches, their sentences, and the page of what is looked for."""
