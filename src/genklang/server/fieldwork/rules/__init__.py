"""Who and what may change in the fieldwork zone, one file per thing that is judged."""
