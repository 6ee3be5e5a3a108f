"""One statistic per file, each exporting `part = Statistic(...)`."""
