from __future__ import annotations

import pytest

from macros.registries.network import proxy_for


@pytest.mark.parametrize(
    "no_proxy", ["*", "r.example", "example", ".example", "*.example", "a,r.example:443", "192.0.2.0/24"]
)
def test_an_exception_of_no_proxy_is_reached_directly(no_proxy: str) -> None:
    host = "192.0.2.7" if "/" in no_proxy else "r.example"
    assert proxy_for(f"https://{host}/v2/", {"HTTPS_PROXY": "p:3128", "NO_PROXY": no_proxy}) is None


@pytest.mark.parametrize("no_proxy", ["", "other.example", "ample", "r.example:5000", "192.0.2.0/24", "xr.example"])
def test_all_else_goes_through_the_proxy(no_proxy: str) -> None:
    assert proxy_for("https://r.example/v2/", {"HTTPS_PROXY": "p:3128", "no_proxy": no_proxy}) == "http://p:3128"


@pytest.mark.parametrize("host", ["localhost:5000", "127.0.0.1", "[::1]:5000"])
def test_this_machine_is_never_asked_through_a_proxy(host: str) -> None:
    assert proxy_for(f"https://{host}/v2/", {"https_proxy": "http://p:3128"}) is None
