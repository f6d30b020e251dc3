"""Pages of calls: public ones, and those on which officers prepare them."""
