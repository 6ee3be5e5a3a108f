"""The page on which caseworkers count, without an account, what they hand out."""
