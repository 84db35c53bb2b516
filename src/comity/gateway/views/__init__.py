"""The doors of the public site: each reads what is published and answers with a page, a picture or a file."""
