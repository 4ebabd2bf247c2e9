"""What a buyer asks of the registry: lists of models judged and kept, reports to file, alternatives."""
