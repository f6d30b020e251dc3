"""The pages of meetings, votes, minutes, letters and decisions."""
