"""Runs migrations on the one connection it is handed, inside that connection's transaction.

A step that fails leaves nothing behind: DDL is transactional on both engines here.
"""

from alembic import context
from sqlalchemy import MetaData

NAMES = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""How migrations name constraints; the same on both engines, so that they can be dropped."""

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=NAMES,
    version_table=context.config.attributes["version_table"],
    transactional_ddl=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
