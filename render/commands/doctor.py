"""Say what is there."""


def doctor() -> int:
    """Say what is there for films, what is missing, and what to type for it; exit with 1 if none can be made."""
    from render.console import health

    told = health.found()
    print("\n".join(health.lines(told)))
    return int(health.is_ill(told))
