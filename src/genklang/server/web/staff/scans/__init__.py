"""Pages of the scan station: paper printed, scanned, looked at, and sent."""
