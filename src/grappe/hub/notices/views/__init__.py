"""Pages of notices: what people are told, what officers word, what programs hear."""
