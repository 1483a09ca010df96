"""Files as departments and watchdogs write them, of people who do not exist."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

Rows = Sequence[Sequence[str]]

OPENOVERSIGHT = {
    "officers.csv": [
        "id,department name,Department State,Last Name,First Name,Middle Initial,Suffix,"
        "race,gender,employment date,birth year,unique internal identifier",
        '#1,Mill Valley Police,CA,"Díaz, the younger",José,O,Jr,HISPANIC,M,07-12-2019,1984,U-1',
        '#2,Mill Valley Police,CA,O\'Ryan,"Mary\nAnn",,,WHITE,F,2001-02-28,1975,U-2',
        "33,Mill Valley Police,CA,Nguyễn,Li,,,ASIAN,Other,12/31/2039,,",
    ],
    "assignments.csv": [
        "id,officer id,star no,start date,job title,unit name,resign date",
        ",#1,0012,2019-07-12,Police Officer,Patrol,2020-01-01",
        ",#1,0013,2020-01-02,Sergeant,Narcotics,",
        ",#2,A7,,Captain,,",
        "901,33,4,2040-01-01,Recruit,Patrol,",
    ],
    "salaries.csv": [
        "id,officer_id,salary,year,is_fiscal_year,overtime_pay",
        ',#1,"10,001.50",2019,True,$1200',
        ",#2,20000,2019,False,",
    ],
    "incidents.csv": [
        "id,department name,department state,date,time,report number,description,street name,"
        "cross street1,cross street2,city,state,zip code,created_by,license plates,officer_ids",
        ",Mill Valley Police,CA,2020-07-20,06:30,CR-1,Something happened,1 Elm St,A,B,"
        "Mill Valley,CA,94941,7,ABC123_CA,#1|33",
    ],
    "links.csv": [
        "id,title,url,link_type,description,author,created_by,officer_ids,incident_ids",
        ",A link,https://records.example/1,link,,,,#1|#2,",
    ],
}

BULK = [
    "department_id,unique_internal_identifier,first_name,last_name,middle_initial,suffix,gender,"
    "race,employment_date,birth_year,star_no,job_title,unit_id,start_date,resign_date,salary,"
    "salary_year,salary_is_fiscal_year,overtime_pay",
    "4,U-9,Ann,Lee,,,F,ASIAN,2010-01-04,1980,0077,Officer,12,2010-01-04,2015-01-01,50000,2012,"
    "False,10.5",
    "4,U-9,Ann,Lee,,,F,ASIAN,2010-01-04,1980,0078,Sergeant,13,2015-01-02,,60000,2016,False,",
    "4,,Bo,Ek,,,M,WHITE,2011-01-04,1981,9,Officer,,,,,,,",
]

NPI = [
    "person_nbr,full_name,last_name,first_name,middle_name,suffix,birth_year,agency_name,type,"
    "rank,start_date,end_date,status,separation_reason,sex",
    'P1,"LEE, ANN",LEE,ANN,,,1980.0,Alder PD,,Deputy,2001-01-01,2005-01-01,,Resigned,F',
    'P1,"LEE, ANN",LEE,ANN,,,1980,Birch PD,,Officer,2006-01-01,,Active,,F',
    'P2,"ROE, SAM",ROE,SAM,,,,Alder PD,Reserve,,01/02/2003,12/31/2089,Active,,M',
    'P3,"POE, MAX",POE,MAX,,,,Cedar PD,,Chief,,2011-05-05,Retired,Retired,M',
]

NYPD = {
    "officers.csv": [
        "taxid,full_name,first_name,last_name,middle_initial,rank,shield_no,appt_date,"
        "recognition_count,arrest_count,command,ethnicity,assignment_date,arrests_infraction,"
        "arrests_misdemeanor,arrests_felony,arrests_violation,arrests_other",
        '900001,"LEE, ANN",ANN,LEE,B,SERGEANT,00417,2005-07-11T00:00:00,3,40,044 PCT,ASIAN,'
        "2019-03-04 00:00:00,1,2,3,4,5",
        '900002,"ROE, SAM",SAM,ROE,,POLICE OFFICER,,07/11/2007 12:00:00 AM,,,NARCOTICS BORO,,,,,,,',
    ],
    "ranks.csv": [
        "taxid,rank,date,shield_no",
        "900001,POLICE OFFICER,2005-07-11,11",
        "900001,SERGEANT,2015-01-01,417",
    ],
    "discipline.csv": [
        "taxid,group_id,description,recommendation,penalty,type,disposition",
        "900001,D-1,Did not file a report,Guilty,5 days,Charge,Guilty",
        "900001,D-1,Was late,Guilty,,Charge,Not guilty",
    ],
    "documents.csv": ["taxid,date,url,type", "900002,2020-01-01,https://records.example/d,Trial"],
}

CHICAGO = {
    "roster.csv": [
        "FIRST NAME,MIDDLE INITIAL,LAST NAME,YEAR OF BIRTH,SEX,RACE,APPOINTED DATE,STAR TYPE,"
        "STAR NUMBER,EFFECTIVE DATE,END DATE",
        "ANN,B,LEE,1970,F,API,03/04/1999,POLICE OFFICER,01234,03/04/1999,01/01/2010",
        "ANN,B,LEE,1970,F,API,03/04/1999,SERGEANT,2001,01/02/2010,",
        "ANN,B,LEE,1971,F,API,03/04/1999,POLICE OFFICER,555,03/04/1999,",
    ],
    "complaints.csv": [
        "cr_id,UID,complaint_category,complaint_code,recc_finding,recc_outcome,final_finding,"
        "final_outcome",
        "C1,121,Operation/Personnel Violations,10U,SU,5 Day Suspension,NS,",
        "C1,122,Operation/Personnel Violations,10U,SU,,SU,Reprimand",
    ],
}

SEATTLE = [
    "badge_number,title,unit,unit_description,last_name,first_name,middle_name",
    "7001,POLICE OFFICER,B130,BURGLARY SQUAD,Lee,Ann,B",
    '7002,DETECTIVE,V900,"VICE, SECTION 2",Roe,Sam,',
]

SEATTLE_OLDER = [
    "badge,full_name,title,unit,unit_description,first_name,middle_name,last_name,date",
    '7001,"Lee, Ann B",POLICE OFFICER,B130,BURGLARY SQUAD,Ann,B,Lee,2020-11-15',
    '7001,"Lee, Ann B",SERGEANT,B131,PATROL,Ann,B,Lee,2021-01-28',
]


def write(folder: Path, files: Mapping[str, Sequence[str]], encoding: str = "utf-8") -> Path:
    """The files in a folder, each line ended as a spreadsheet on Windows ends it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in files.items():
        (folder / name).write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return folder


def write_one(folder: Path, name: str, lines: Sequence[str], encoding: str = "utf-8") -> Path:
    return write(folder, {name: lines}, encoding) / name


def as_csv(rows: Rows) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()
