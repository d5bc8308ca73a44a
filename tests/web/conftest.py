from tests.databases import (  # noqa: F401  # fixtures
    database_url,
    postgres_server,
    postgres_template,
    sqlite_template,
)
from tests.web.offices import town, town_anywhere  # noqa: F401  # fixtures
