"""The name of a column enters; what it says of the column leaves: learned, learned from, or only told apart by."""

import re


def _each(text: str) -> set[str]:
    return set(text.split())


TARGETS = _each(
    """
    y target label class species outcome result output response price cost sales revenue diagnosis category passed
    pass survived success churn default grade score digit yield klasse art ziel ergebnis preis bestanden kategorie
    umsatz verkauf erfolg clase especie precio resultado ventas aprobado prix vente espece classe
    """
)
"""Words in names of what is learned."""
LABELS = _each("label class species category cluster group type digit target klasse gruppe art kategorie clase")
"""Words in names of numbers that stand for classes."""
INPUTS = _each(
    """
    x t time date day days week weeks month months year years age hour hours minute minutes second seconds step
    index zeit datum tag tage woche monat jahr alter stunde stunden fecha tiempo dia mes ano edad hora horas jour
    mois annee heure heures
    """
)
"""Words in names of what is learned from."""
IDS = _each("id ids nr uuid guid key unnamed matrikel matrikelnummer zip plz phone telefon postcode rowid")
"""Words in names of what only tells rows apart."""
ROW_NAMES = {"no", "no.", "nr", "nr.", "#", "row", "index", "n", "number", "nummer", "lfd. nr.", "case", "subject", "i"}
"""Names of row numbers."""


def words(name: str) -> set[str]:
    """Return the words in a column's name, in small letters: petal_length_cm, shoeSize, Größe (cm)."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return {part.casefold() for part in re.findall(r"[^\W\d_]+", parted)}
