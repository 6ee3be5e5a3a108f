"""What is read from the fieldwork zone, one file per thing that is looked at."""
