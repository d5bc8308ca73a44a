"""A small HTTP client on one kept-alive connection, for tests with many threads."""

import http.client
import json
import uuid
from typing import Any, Self
from urllib.parse import urlsplit

TICKETS = "/api/v1/halls/hoa-yen/tickets"
COUNTERS = "/api/v1/halls/hoa-yen/counters"


class Client:
    """Speaks JSON with one server; every method returns the status and the answer."""

    def __init__(self, url: str, token: str = "", timeout: float = 60) -> None:
        parts = urlsplit(url)
        self._host, self._port, self._timeout = parts.hostname, parts.port, timeout
        self._headers = {"Content-Type": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._connection = self._fresh()

    def _fresh(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self._host or "", self._port, timeout=self._timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Send a request; any failure of the connection is an OSError or HTTPException."""
        text = None if body is None else json.dumps(body)
        try:
            self._connection.request(method, path, text, self._headers)
            answer = self._connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            self._connection = self._fresh()
            raise
        return answer.status, json.loads(content) if content else None

    def take(self, line: str = "ho-tich", tap: str | None = None) -> tuple[int, Any]:
        """Take a number."""
        return self.ask("POST", TICKETS, {"line": line, "tap": tap or str(uuid.uuid4())})

    def key(self, counter: str, key: str, body: Any = None) -> tuple[int, Any]:
        """Press a counter's key."""
        return self.ask("POST", f"{COUNTERS}/{counter}/{key}", body or {})


WARD = """
[hall]
slug = "hoa-yen"
name = "Bộ phận Một cửa Phường Hòa Yên"
[[hall.line]]
slug = "ho-tich"
prefix = "A"
name = { vi = "Tư pháp - Hộ tịch", en = "Civil status" }
[[hall.line]]
slug = "chung-thuc"
prefix = "B"
name = { vi = "Chứng thực", en = "Certification" }
[[hall.priority]]
slug = "elder"
name = { vi = "Người cao tuổi", en = "Elderly" }
""" + "".join(
    f'[[hall.counter]]\nslug = "{number}"\nlines = ["ho-tich", "chung-thuc"]\n'
    for number in range(1, 10)
)
