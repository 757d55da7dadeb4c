"""An author's table enters; a scene that suits it leaves: which columns, which model, a rate and steps that work."""
