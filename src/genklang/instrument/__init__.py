"""What is asked: the fixed questionnaire, loaded from its folder, checked, and published once."""
