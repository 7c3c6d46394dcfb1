"""The standing working session: its rhythm, its calendar, its agenda."""
