"""What is a domain: by the public suffix list that tldextract carries; nothing is ever fetched.

Source: publicsuffix.org, the copy bundled with tldextract.
"""

from functools import cache, lru_cache

import tldextract


@cache
def _suffixes() -> tldextract.TLDExtract:
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=65_536)
def registered_domain(host: str) -> str | None:
    """`example.co.uk` for `www.example.co.uk`, lower case; None for an address or a name under no public suffix."""
    parts = _suffixes()(host.lower().rstrip("."))
    return f"{parts.domain}.{parts.suffix}" if parts.domain and parts.suffix else None
