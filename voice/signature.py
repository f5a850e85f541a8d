"""Is a webhook really the provider's? HMAC over the configured public URL and all parameters (Twilio's scheme)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from twilio.request_validator import RequestValidator

from kit.errors import Misconfigured


class SignatureCheck:
    """Two tokens may be valid while one replaces the other; none at all refuses to be built."""

    def __init__(self, public_url: str, tokens: Sequence[str]) -> None:
        if not tokens or not all(tokens):
            raise Misconfigured("HOTLINE_TWILIO_AUTH_TOKEN 不能为空：没有它就认不出真假来电请求。")
        self._base = public_url.rstrip("/")
        self._validators = tuple(RequestValidator(token) for token in tokens)

    def holds(self, path_and_query: str, parameters: Mapping[str, str], signature: str) -> bool:
        """Whether the signature fits this request. The URL is ours by configuration: a proxy's Host header proves nothing."""
        url = self._base + path_and_query
        return any(validator.validate(url, dict(parameters), signature) for validator in self._validators)

    def sign(self, path_and_query: str, parameters: Mapping[str, str]) -> str:
        """What the provider would send; the player of `hotline call` uses it."""
        return str(self._validators[0].compute_signature(self._base + path_and_query, dict(parameters)))
