"""Reading an answer's body, unpacked, and never more of it than was agreed."""

from __future__ import annotations

import zlib

import httpx

GZIP, ZLIB, BARE = zlib.MAX_WBITS | 16, zlib.MAX_WBITS, -zlib.MAX_WBITS


class TooLong(Exception):
    """The body is longer than agreed, packed or unpacked."""


def read_body(response: httpx.Response, most: int) -> bytes:
    """The body of a streamed response, at most `most` bytes of it.

    Raises TooLong as soon as it is known, whatever a small packed body would unpack to;
    httpx.DecodingError for what can't be unpacked. A refusal's body may be cut short.
    """
    unpack = _unpacker(response.headers.get("content-encoding", ""))
    body, received = bytearray(), 0
    for chunk in response.iter_raw():
        received += len(chunk)
        body += unpack.take(chunk, most + 1 - len(body)) if unpack else chunk
        if max(received, len(body)) > most:
            raise TooLong
    if unpack is not None and received and not unpack.is_complete:
        raise httpx.DecodingError("the packed body ends too early")
    return bytes(body)


class _Unpacker:
    """gzip or deflate, a bounded step at a time."""

    def __init__(self, form: int) -> None:
        self._form = form
        self._inflate = zlib.decompressobj(form)
        self._begun = False

    @property
    def is_complete(self) -> bool:
        return self._inflate.eof

    def take(self, chunk: bytes, room: int) -> bytes:
        """Unpack a chunk to at most `room` bytes; the caller stops when the room is used up."""
        try:
            unpacked = self._inflate.decompress(chunk, room)
        except zlib.error as error:
            if self._form != ZLIB or self._begun:
                raise httpx.DecodingError(f"the body can't be unpacked ({error})") from error
            # “deflate” is zlib's format by the standard, and the bare one by many servers.
            self._form, self._inflate = BARE, zlib.decompressobj(BARE)
            return self.take(chunk, room)
        self._begun = True
        return unpacked


def _unpacker(encoding: str) -> _Unpacker | None:
    match encoding.strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip":
            return _Unpacker(GZIP)
        case "deflate":
            return _Unpacker(ZLIB)
        case other:
            raise httpx.DecodingError(f"the body is packed in a way we did not ask for ({other[:40]})")
