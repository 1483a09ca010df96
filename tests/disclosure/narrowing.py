"""A policy that releases a field less than the shipped one."""

RACE = "p, public,    officer.race,                   release,  any,              -"


def without_race(text: str) -> str:
    """The bundle's own tests, with race no longer promised to outside tiers."""
    blocks = text.split("- tiers: ")
    return "- tiers: ".join(
        block.replace(" race,", "") if block.startswith("[public") else block for block in blocks
    )
