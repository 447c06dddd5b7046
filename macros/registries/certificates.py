"""Says which certificates are trusted, and who signed one that is not."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from .answers import RegistryRefused

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Mapping

_DOCKERS = Path("/etc/docker/certs.d")
"""Where Docker looks for the authorities of single registries, in a folder of the registry's name each."""
_EXPIRED, _NOT_YET, _OTHER_HOST, _OTHER_ADDRESS = 10, 9, 62, 64
"""OpenSSL's verify codes, see its x509_vfy.h; all others say that the chain leads to nothing that is known."""
_INSTALL = (
    "if you trust it, put that authority's certificate into /usr/local/share/ca-certificates, "
    "run `update-ca-certificates` and restart Docker"
)


def trusting(host: str, environment: Mapping[str, str]) -> ssl.SSLContext:
    """Return what a connection to a host, with its port where one is written, trusts: what this machine does.

    That is the file that SSL_CERT_FILE or REQUESTS_CA_BUNDLE names, else the system's store, and Docker's own for
    this registry. Raises RegistryRefused where a file is no certificate.
    """
    named = environment.get("SSL_CERT_FILE") or environment.get("REQUESTS_CA_BUNDLE")
    store = ssl.get_default_verify_paths()
    try:
        if named:
            is_folder = Path(named).is_dir()
            context = ssl.create_default_context(
                cafile=None if is_folder else named, capath=named if is_folder else None
            )
        elif store.cafile or store.capath:
            context = ssl.create_default_context()
        else:
            # A Python from python.org on macOS finds no store of the system.
            import certifi

            context = ssl.create_default_context(cafile=certifi.where())
        # Python 3.13 asks for more than Docker does, and than many a proxy's certificate has.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        for path in sorted((_DOCKERS / host).glob("*.crt")):
            context.load_verify_locations(path)
    except OSError as error:  # of which SSLError is one
        raise RegistryRefused(
            f"the certificates to trust could not be read: {error.strerror or error}; "
            f"mend SSL_CERT_FILE, REQUESTS_CA_BUNDLE or {_DOCKERS / host}"
        ) from error
    return context


def refusal(host: str, error: ssl.SSLCertVerificationError, handshake: Callable[[ssl.SSLContext], object]) -> str:
    """Return the sentence on a certificate that is not trusted.

    `handshake` begins a connection to the host with the given context; nothing is sent over it.
    """
    whose = f"the certificate of {host}"
    if error.verify_code == _EXPIRED:
        return f"{whose} has expired; tell who runs it, or set this machine's clock where that is wrong"
    if error.verify_code == _NOT_YET:
        return f"{whose} is not valid yet; set this machine's clock"
    if error.verify_code in {_OTHER_HOST, _OTHER_ADDRESS}:
        return f"{whose} is made out to another host; use the name that it is made out to"
    issuer = _issuer(handshake)
    return f"{whose} is signed by {issuer}, which this machine does not know; {_INSTALL}"


class _Certificate(Exception):
    """Ends a handshake with what it was begun for."""

    def __init__(self, encoded: bytes, decoded: Mapping[str, Any]) -> None:
        super().__init__()
        self.encoded = encoded
        self.decoded = decoded


class _Reader(ssl.SSLContext):
    """Reads a server's certificate; nothing is ever sent to it."""

    def wrap_socket(self, sock: socket.socket, *options: Any, **named: Any) -> NoReturn:  # noqa: ANN401 - as they come
        """Shake hands, then raise _Certificate."""
        with super().wrap_socket(sock, *options, **named) as connected:
            raise _Certificate(connected.getpeercert(binary_form=True) or b"", connected.getpeercert() or {})


def _issuer(handshake: Callable[[ssl.SSLContext], object]) -> str:
    """Return who signed a certificate, as far as it says.

    Python decodes a certificate only when it is verified: so it is fetched first, and then is its own authority.
    """
    reader = _Reader(ssl.PROTOCOL_TLS_CLIENT)
    reader.check_hostname = False
    reader.verify_mode = ssl.CERT_NONE
    try:
        fetched = _read(reader, handshake)
        reader.verify_mode = ssl.CERT_REQUIRED
        reader.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        reader.load_verify_locations(cadata=fetched.encoded)
        parts = {key: value for part in _read(reader, handshake).decoded["issuer"] for key, value in part}
    except (OSError, KeyError):
        parts = {}
    names = [parts[key] for key in ("commonName", "organizationName") if key in parts]
    return f"“{', '.join(dict.fromkeys(names))}”" if names else "an authority that does not say its name"


def _read(reader: _Reader, handshake: Callable[[ssl.SSLContext], object]) -> _Certificate:
    try:
        handshake(reader)
    except _Certificate as certificate:
        return certificate
    raise OSError("the connection was not encrypted")
