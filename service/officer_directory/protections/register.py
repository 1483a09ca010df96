"""Protections and orders that have not ended, as those who run the directory list them."""

from typing import Any

from sqlalchemy import Connection, Row, Select, literal, null, select

from officer_directory.store.records import agency, incident, incident_order, officer, protection

Listed = Row[Any]
"""id, agency, subject, kind, protection_class, starts_at, ends_at, review_date, author."""


def protections(connection: Connection, now: int, agency_id: str | None = None) -> list[Listed]:
    """Protections of officers; the subject is the officer's public number."""
    p = protection.c
    of_officers = protection.join(officer, officer.c.id == p.officer_id)
    listed = (
        select(p.id, agency.c.name.label("agency"), officer.c.uid.label("subject"), p.kind)
        .add_columns(p.protection_class, p.starts_at, p.ends_at, p.review_date, p.author)
        .select_from(of_officers.join(agency, agency.c.id == officer.c.agency_id))
        .where(p.ends_at > now)
        .order_by(agency.c.name_key, officer.c.uid_key, p.starts_at, p.id)
    )
    return _of(connection, listed, agency_id)


def incident_orders(connection: Connection, now: int, agency_id: str | None = None) -> list[Listed]:
    """Orders over incidents; the subject is the incident's number."""
    o = incident_order.c
    of_incidents = incident_order.join(incident, incident.c.id == o.incident_id)
    listed = (
        select(o.id, agency.c.name.label("agency"), incident.c.number.label("subject"))
        .add_columns(
            literal("incident order").label("kind"), literal("held").label("protection_class")
        )
        .add_columns(o.starts_at, o.ends_at, null().label("review_date"), o.author)
        .select_from(of_incidents.join(agency, agency.c.id == incident.c.agency_id))
        .where(o.ends_at > now)
        .order_by(agency.c.name_key, incident.c.number_key, o.starts_at, o.id)
    )
    return _of(connection, listed, agency_id)


def _of(connection: Connection, listed: Select[Any], agency_id: str | None) -> list[Listed]:
    if agency_id is not None:
        listed = listed.where(agency.c.id == agency_id)
    return list(connection.execute(listed))
