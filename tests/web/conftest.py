from tests.databases import (  # noqa: F401  # fixtures
    database_for_all,
    database_url,
    postgres_server,
    postgres_template,
    sqlite_template,
)
from tests.web.offices import town  # noqa: F401  # fixtures
