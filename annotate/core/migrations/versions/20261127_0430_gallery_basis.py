"""What a picture is found by before it is settled."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_gallery_basis"
down_revision = "20261127_gallery"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table('gallery_cursor', schema=None) as batch_op:
        batch_op.add_column(sa.Column('walked_id', ID, server_default='0', nullable=True))
        batch_op.add_column(sa.Column('labels', sa.String(length=120), server_default='', nullable=False))

    with op.batch_alter_table('shown_picture', schema=None) as batch_op:
        batch_op.add_column(sa.Column('basis', sa.Enum('holds', 'drawn', 'proposed', name='basis', native_enum=False, length=32), server_default='holds', nullable=False))
        batch_op.add_column(sa.Column('seen', sa.String(length=64), server_default='', nullable=False))
        batch_op.alter_column('round_id',
               existing_type=sa.INTEGER(),
               nullable=True)
        batch_op.alter_column('agreement',
               existing_type=sa.DOUBLE(),
               nullable=True)
