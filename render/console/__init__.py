"""What the command line says and is told: its arguments, its streams, its lines on the terminal, its report as JSON."""
