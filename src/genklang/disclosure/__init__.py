"""What may be shown: the only way from estimates to print, and a separate attack that tries to undo it."""
