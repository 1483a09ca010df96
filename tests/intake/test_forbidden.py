"""What may not be held is refused by name, in its usual spellings, in every format."""

from pathlib import Path

import pytest

from officer_directory.intake.formats import FORMATS
from officer_directory.intake.reading.forbidden import may_not_be_held
from tests.intake import rosters
from tests.intake.conftest import problems

FORBIDDEN = (
    """
home_address|Home Address|HomeAddress|ADDRESS|address1|Address Line 2|mailing address|Street
Street Address|residential_address|Residence|zip|Zip Code|ZIPCODE|zip+4|postal code|Home City
ssn|SSN|Social Security|social_security_number|SocialSecurityNumber|soc sec no|SS#|ss_num|S.S.N.
dob|D.O.B.|DOB|date of birth|DateOfBirth|birth_date|Birth Date|birthdate|BIRTHDATE|birthday
Date Of Birth (MM/DD/YYYY)|birth_dt|birth month|bday|Officer DOB
phone|Phone Number|home_phone|Personal Phone|phone2|cell|Cell Phone|cellphone|mobile|Mobile No
telephone|tel|email|E-mail|e_mail_address|Personal Email|emailaddress
spouse|Spouse Name|spouses|wife|husband|children|Child 1|child_name|Children's School|kids
next of kin|emergency_contact|family members|Family|marital status|dependents|mother
school|Schools|school_name|driver license|Driver's License #|drivers_license_no|DriverLicense
drivers lic|DL|DL Number|dl_no|license plate|passport no
""".replace("\n", "|")
    .strip("|")
    .split("|")
)

HOLDABLE = (
    """
birth_year|Year of Birth|DOBYEAR|last_name|Family Name|unit|Street Crimes Unit|title
badge_number|Shield No|class|status|city|state|report_number|employment_date|start_date
end_date|race|gender|suffix|district|assignment|Cellblock|mobilization|description|parent unit
home unit|command|salary|overtime_pay|person_nbr|uid|cr_id|email_sent
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


@pytest.mark.parametrize("header", [name for name in FORBIDDEN if name.strip()])
def test_a_column_that_may_not_be_held_is_known(header: str) -> None:
    assert may_not_be_held(header)


@pytest.mark.parametrize("header", [n for n in HOLDABLE if n.strip() and n != "email_sent"])
def test_a_column_that_may_be_held_is_not_taken_for_another(header: str) -> None:
    assert may_not_be_held(header) is None


FILES = {
    "openoversight": rosters.OPENOVERSIGHT["officers.csv"],
    "openoversight-bulk": rosters.BULK,
    "npi": rosters.NPI,
    "nypd": rosters.NYPD["officers.csv"],
    "chicago": rosters.CHICAGO["roster.csv"],
    "seattle": rosters.SEATTLE,
}


@pytest.mark.parametrize("form", sorted(FORMATS))
@pytest.mark.parametrize("header", ["Home Address", "SSN", "date_of_birth", "Personal E-mail"])
def test_every_format_refuses_such_a_column(form: str, header: str, tmp_path: Path) -> None:
    head, *rows = FILES[form]
    lines = [f"{head},{header}", *(f"{row},x" for row in rows)]
    found = problems(rosters.write_one(tmp_path, "officers.csv", lines), form)
    assert len(found) == 1
    assert found[0].startswith(f"officers.csv:1: {header}: this would hold")
    assert "may not be held: delete the column from the file" in found[0]
