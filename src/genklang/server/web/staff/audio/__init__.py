"""Recording what respondents can listen to, sentence by sentence."""
