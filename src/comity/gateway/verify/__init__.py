"""The page that checks, in the reader's browser, whether the directory vouched for the keys of an export."""
