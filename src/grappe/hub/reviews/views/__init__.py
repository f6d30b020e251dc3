"""The pages of reviews: a reviewer's own, those of officers, and the one both share."""
