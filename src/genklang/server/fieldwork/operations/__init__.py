"""What changes in the fieldwork zone, one file per thing that is changed."""
