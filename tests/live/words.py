"""Names that the live server and its clients share."""

HALL, OTHER = "hoa-yen", "ben-tre"
STAFF, AGENT = "a-helper", "an-agent"
