"""What is told: protected figures as sentences, charts and tables, in reports that claim what they can carry."""
