"""Calling an address that a person gave us, without being led into our own network."""

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from grappe.hub.notices.errors import BadAddress

TIMEOUT = httpx.Timeout(10.0, connect=5.0)


class CallFailed(Exception):
    """The call was not answered."""


def check_address(url: str) -> None:
    """Refuse an address that may not be called, as far as it shows without asking the network."""
    parts = _parts(url)
    if parts.username or parts.password:
        raise BadAddress(url=url[:100], why=_("it holds a name or a password"))
    if settings.PRODUCTION and parts.scheme != "https":
        raise BadAddress(url=url[:100], why=_("it is not https"))
    host = parts.hostname or ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        inside = "." not in host or host.endswith((".local", ".internal", ".localhost"))
    else:
        inside = not _outside(str(address))
    if inside and settings.PRODUCTION:
        raise BadAddress(url=url[:100], why=_("it lies in a private network"))


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """Send a body and return the status of the answer; raise CallFailed on none.

    The name is resolved once, every address behind it is checked, and the call goes to that very
    address: a name that points elsewhere a moment later leads nowhere. Redirects are not followed.
    """
    try:
        check_address(url)
        parts = _parts(url)
        address = _resolved(
            parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        )
        shown = f"[{address}]" if ":" in address else address
        target = httpx.URL(url).copy_with(host=shown)
        with (
            httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client,
            client.stream(
                "POST",
                target,
                content=body,
                headers=headers | {"Host": parts.netloc},
                extensions={"sni_hostname": parts.hostname},
            ) as answer,
        ):
            return answer.status_code
    except BadAddress as refused:
        raise CallFailed(refused.code) from refused
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise CallFailed(type(error).__name__) from error


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0:
            return parts
    except ValueError:
        pass
    raise BadAddress(url=url[:100], why=_("it is not a web address"))


def _resolved(host: str, port: int) -> str:
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if settings.PRODUCTION and not all(_outside(address) for address in found):
        raise CallFailed("PrivateAddress")
    return found[0]


def _outside(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return ip.is_global and not ip.is_multicast and (mapped is None or mapped.is_global)
