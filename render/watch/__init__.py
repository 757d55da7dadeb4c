"""A local page that shows films while their scenes are written: files that change enter, pictures leave."""
