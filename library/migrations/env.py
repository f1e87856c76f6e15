"""Run by Alembic: carries the revisions out on the connection it was given."""

from alembic import context

from library.schema.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
