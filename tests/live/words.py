"""Names that the live server and its clients share."""

HALL = "hoa-yen"
STAFF, AGENT = "a-helper", "an-agent"
