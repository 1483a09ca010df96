"""The formats that real rosters come in, by the name a person types."""

from officer_directory.intake.formats.chicago import CHICAGO
from officer_directory.intake.formats.npi import NPI
from officer_directory.intake.formats.nypd import NYPD
from officer_directory.intake.formats.openoversight import OPENOVERSIGHT
from officer_directory.intake.formats.openoversight_bulk import OPENOVERSIGHT_BULK
from officer_directory.intake.formats.seattle import SEATTLE
from officer_directory.intake.formats.source import Format

FORMATS: dict[str, Format] = {
    form.name: form for form in (OPENOVERSIGHT, OPENOVERSIGHT_BULK, NPI, NYPD, CHICAGO, SEATTLE)
}
