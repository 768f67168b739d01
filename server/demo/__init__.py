"""The demonstration committee: fictional people, their meetings and papers."""
