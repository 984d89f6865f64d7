"""By what pictures are found in the gallery."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_gallery"
down_revision = "20261127_blurring"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('gallery_cursor',
    sa.Column('project_id', ID, nullable=False),
    sa.Column('round_id', ID, nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_gallery_cursor_project_id_project')),
    sa.PrimaryKeyConstraint('project_id', name=op.f('pk_gallery_cursor'))
    )
    op.create_table('shown_mark',
    sa.Column('image_id', ID, nullable=False),
    sa.Column('what', sa.String(length=200), nullable=False),
    sa.Column('value', sa.String(length=200), nullable=False),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('project_id', ID, nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['image_id'], ['image.id'], name=op.f('fk_shown_mark_image_id_image')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_shown_mark_project_id_project')),
    sa.PrimaryKeyConstraint('image_id', 'what', 'value', 'label', name=op.f('pk_shown_mark'))
    )
    with op.batch_alter_table('shown_mark', schema=None) as batch_op:
        batch_op.create_index('ix_shown_mark_find', ['project_id', 'what', 'value', 'label', 'image_id'], unique=False)

    op.create_table('shown_picture',
    sa.Column('image_id', ID, nullable=False),
    sa.Column('project_id', ID, nullable=False),
    sa.Column('round_id', ID, nullable=False),
    sa.Column('agreement', sa.Double(), nullable=False),
    sa.ForeignKeyConstraint(['image_id'], ['image.id'], name=op.f('fk_shown_picture_image_id_image')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_shown_picture_project_id_project')),
    sa.ForeignKeyConstraint(['round_id'], ['consensus_round.id'], name=op.f('fk_shown_picture_round_id_consensus_round')),
    sa.PrimaryKeyConstraint('image_id', name=op.f('pk_shown_picture'))
    )
    # ### end Alembic commands ###
