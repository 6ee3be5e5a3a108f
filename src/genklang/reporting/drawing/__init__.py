"""What charts are drawn with: lettering that is measured, a pen that mirrors, axes and legends."""
