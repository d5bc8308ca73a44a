"""What every answer tells the browser that it may do: our own scripts, nothing inline."""

from flask import Flask, Response
from secure import (
    ContentSecurityPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)


def register(app: Flask, *, https: bool) -> None:
    """Add the headers to every answer; with ``https`` browsers are told never to do without."""
    # Built once: they are the same on every answer.
    headers = list(_policy(https=https).headers.items())

    def add(response: Response) -> Response:
        response.headers.extend(headers)
        return response

    app.after_request(add)


def _policy(*, https: bool) -> Secure:
    csp = (
        ContentSecurityPolicy()
        .default_src("'self'")
        .img_src("'self'", "data:")
        .object_src("'none'")
        .frame_ancestors("'self'")
        .base_uri("'none'")
        .form_action("'self'")
    )
    return Secure(
        csp=csp,
        corp=CrossOriginResourcePolicy().same_origin(),
        hsts=StrictTransportSecurity().max_age(31_536_000) if https else None,
        permissions=PermissionsPolicy().camera().microphone().geolocation(),
        referrer=ReferrerPolicy().same_origin(),
        xcto=XContentTypeOptions().nosniff(),
        xfo=XFrameOptions().sameorigin(),
    )
