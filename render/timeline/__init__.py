"""The film's time: a pacing and a number of steps enter, moments with durations leave."""
