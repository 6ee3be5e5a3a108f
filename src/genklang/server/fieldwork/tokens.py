"""Links and codes that let people in: random or derived, typed with tolerance, stored as hashes alone."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from contextlib import suppress
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, Signer

from genklang.server.fieldwork.models import Case, Place, Round
from genklang.server.organisation.models import Unit

ALPHABET: Final = "0123456789ACDEFGHJKMNPQRTVWXY"
"""29 signs that cannot be taken for each other; a prime number, so that the check character sees every slip."""
LOOK_ALIKES: Final = str.maketrans("OILZSBU", "011258V")
LENGTH: Final = 12
GROUPS: Final = (4, 8)
TOKEN_BYTES: Final = 16


def place_token(place: Place) -> str:
    """Return the token of a place's shared link: 128 bits derived from the secret key, the same at every call.

    The place needs not be stored yet.
    """
    return _derive(f"place {place.round_id} {place.unit_id} {place.target_group}")


def kiosk_token(place: Place) -> str:
    """Return the token of the tablet at a place's unit, derived as those of places are: one for all its groups."""
    return _derive(f"kiosk {place.round_id} {place.unit_id}")


def set_hashes(place: Place) -> None:
    """Give a place what its shared link and its unit's tablet are known by."""
    place.token_hash = hash_token(place_token(place))
    place.kiosk_hash = hash_token(kiosk_token(place))


def desk_token(round: Round, unit: Unit) -> str:  # noqa: A002 (the field's word)
    """Return the token of the page on which a unit counts what it hands out, derived as those of places are."""
    return _derive(f"desk {round.pk} {unit.pk}")


def new_token() -> str:
    """Return a new random token for a personal link, 128 bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> str:
    """Return what is stored of a token, code or submission id: an HMAC, of no use without the secret key."""
    return _mac(f"token {token}").hex()


def new_code() -> str:
    """Return a new personal code: 12 random characters and a check character. `show_code` groups it for print."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return drawn + _check_character(drawn)


def show_code(code: str) -> str:
    """Return a code as it is printed, in groups of four, four and five."""
    first, second = GROUPS
    return f"{code[:first]}-{code[first:second]}-{code[second:]}"


def read_code(typed: str) -> str | None:
    """Return the code that somebody typed, whatever its case, blanks, hyphens and look-alikes; None where it is none.

    One wrong character, or two neighbours that changed places, is always seen.
    """
    code = "".join(c for c in typed.upper() if c.isalnum()).translate(LOOK_ALIKES)
    if len(code) != LENGTH + 1 or not set(code) <= set(ALPHABET):
        return None
    return code if _check_character(code[:LENGTH]) == code[LENGTH] else None


def find_place(token: str) -> Place | None:
    """Return the place that a shared link stands for."""
    with suppress(Place.DoesNotExist):
        return Place.objects.get(token_hash=hash_token(token))
    return None


def find_kiosk(token: str) -> list[Place]:
    """Return the places that the tablet of a unit stands for, with their round; none where there is no such tablet."""
    places = Place.objects.select_related("round__organisation").filter(kiosk_hash=hash_token(token))
    return list(places.order_by("target_group"))


def find_kiosk_place(token: str, group: str) -> Place | None:
    """Return the place that somebody answers for who has chosen a target group at the tablet of a unit."""
    places = Place.objects.select_related("round").defer("round__instrument")
    return places.filter(kiosk_hash=hash_token(token), target_group=group).first()


def find_case(code: str) -> Case | None:
    """Return the case of a typed code or of a personal link's token, used or not, with its place and round.

    A malformed code costs the same single look-up as a wrong one.
    """
    cases = Case.objects.select_related("place__round__organisation", "place__unit").defer("place__round__instrument")
    with suppress(Case.DoesNotExist):
        return cases.get(tokens__hash=hash_token(read_code(code) or code))
    return None


def prove_begun(round: Round) -> str:  # noqa: A002 (the field's word)
    """Return what a page carries to show that it was opened while the round was: signed, without any time."""
    return Signer(salt="genklang.begun").sign(str(round.pk))


def is_begun(round: Round, proof: str) -> bool:  # noqa: A002
    """Return whether a page was opened while the round was open."""
    try:
        return Signer(salt="genklang.begun").unsign(proof) == str(round.pk)
    except BadSignature:
        return False


def _derive(name: str) -> str:
    return urlsafe_b64encode(_mac(name)[:TOKEN_BYTES]).decode().rstrip("=")


def mark_secret() -> str:
    """Return by what the secret that links and codes hang on is known again; it cannot be had from this."""
    return _mac("secret").hex()


def _mac(text: str) -> bytes:
    # The oldest key that is still listed: a link that was handed out opens for as long as its key is known.
    oldest = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS][-1]
    return hmac.digest(oldest.encode(), f"genklang {text}".encode(), sha256)


def _check_character(code: str) -> str:
    """Return the sum of the characters' values, each weighted by its place, modulo 29."""
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(code, start=1))
    return ALPHABET[total % len(ALPHABET)]
