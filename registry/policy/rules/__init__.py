"""The rules of single terms, by what they are about. Each takes a scene and a term and returns findings."""
