"""lost notices

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

IS_LOST = sa.text("status IN ('undeliverable', 'held')")


def upgrade() -> None:
    # said in SQL, since Alembic would copy the whole table on SQLite to add a column with a key
    op.execute(
        "ALTER TABLE notices ADD COLUMN settled_by INTEGER"
        " CONSTRAINT fk_notices_settled_by REFERENCES people (id)"
    )
    op.create_index(
        'ix_notices_lost', 'notices', ['territory', 'due_at'],
        unique=False, sqlite_where=IS_LOST, postgresql_where=IS_LOST,
    )


def downgrade() -> None:
    op.drop_index('ix_notices_lost', table_name='notices')
    op.execute("ALTER TABLE notices DROP COLUMN settled_by")
