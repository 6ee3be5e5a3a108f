"""The page of what stands at the units: shared links, tablets, and where caseworkers count what they hand out."""
