from tests.databases import (  # noqa: F401  # fixtures
    database_url,
    engine,
    fresh_database,
    postgres_server,
    postgres_template,
    sqlite_template,
)
