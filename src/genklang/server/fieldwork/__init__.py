"""Who is asked and whether they have answered; sealed answers in wait. Personal data, erased after the round."""
