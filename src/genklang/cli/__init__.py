"""Commands on files, without a server: each reads, calls one use case, and says what it did."""
