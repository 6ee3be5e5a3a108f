"""The server: who is asked, who answers, who sees. The one room that knows Django."""
