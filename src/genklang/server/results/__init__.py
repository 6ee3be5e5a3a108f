"""What may be shown: protected figures and their reports. Open data."""
