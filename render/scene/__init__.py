"""What an author wrote: a scene file enters, a valid Scene leaves, or every problem with its line and column."""
