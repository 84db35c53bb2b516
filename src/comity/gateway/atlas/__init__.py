"""The world map of the public pages: shapes of the States, and pictures made from them. Pure."""
