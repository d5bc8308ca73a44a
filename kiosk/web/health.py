"""Whether the server lives, whether it can work, and its figures."""

from flask import Blueprint, Flask, Response, jsonify
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from kiosk.domain.numbering import hall_day
from kiosk.opening import schema
from kiosk.web.office import now, office
from kiosk.web.watching import FIGURES

health = Blueprint("health", __name__)


def register(app: Flask) -> None:
    """Add the health pages."""
    app.register_blueprint(health)


@health.get("/health/live")
def live() -> ResponseReturnValue:
    """Answer as long as the process can."""
    return jsonify(status="ok")


@health.get("/health/ready")
def ready() -> ResponseReturnValue:
    """Answer 200 when the database can be read, is this program's and has every configured hall.

    A restore or an upgrade beside a running server may give it the schema of another version.
    """
    try:
        there, wanted = schema(office().engine)
        present = office().queries.seqs()
    except Exception as error:  # noqa: BLE001  # whatever it is, we are not ready
        return jsonify(status="database", error=type(error).__name__), 503
    if there != wanted:
        return jsonify(status="schema", database=there, program=wanted), 503
    missing = [hall.slug for hall in office().settings.halls if hall.slug not in present]
    if missing:
        return jsonify(status="hall_missing", halls=missing), 503
    return jsonify(status="ok")


@health.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Figures for Prometheus; those of halls are the same whichever process is asked."""
    registry = CollectorRegistry()
    seq = Gauge("motcua_journal_seq", "Last journal row", ["hall"], registry=registry)
    waiting = Gauge("motcua_waiting", "People waiting", ["hall", "line"], registry=registry)
    opened = Gauge("motcua_counters_open", "Open counters", ["hall"], registry=registry)
    queued = Gauge("motcua_print_jobs_queued", "Tickets to print", ["printer"], registry=registry)
    age = Gauge(
        "motcua_print_job_age_seconds", "Age of the oldest ticket to print", ["printer"],
        registry=registry,
    )  # fmt: skip
    sockets = Gauge("motcua_sockets", "Clients here", ["namespace"], registry=registry)
    device = Gauge("motcua_device_ok", "1 when ok", ["kind", "device"], registry=registry)
    for hall in office().settings.halls:
        head = office().queries.head(hall.slug)
        if head is None:
            continue
        head = head.on(hall_day(now(), hall.timezone))
        seq.labels(hall.slug).set(head.seq)
        opened.labels(hall.slug).set(sum(one.open for one in head.counters.values()))
        for line in hall.line:
            waiting.labels(hall.slug, line.slug).set(head.lines.get(line.slug, 0))
    for printer, (count, since) in office().jobs.queued().items():
        queued.labels(printer).set(count)
        age.labels(printer).set((now() - since).total_seconds())
    for row in office().devices.all():
        device.labels(row["kind"], row["name"]).set(row["state"] == "ok")
    for namespace, count in office().live.connected().items():
        sockets.labels(namespace).set(count)
    text = generate_latest(registry) + generate_latest(FIGURES)
    return Response(text, content_type=CONTENT_TYPE_LATEST)
