"""What the embedded issuer writes, as named commands."""

from sqlalchemy import delete, insert, update

from officer_directory.commands import Answer, Desk, command
from officer_directory.identity.issuing.signing_keys import rotate
from officer_directory.store.identity import access_token

_KEPT_SECONDS = 120  # past their end, for whoever's clock is behind


@command("oauth.record", overtakes=lambda _: True)
def record(
    desk: Desk, *, token: dict[str, str | int] | None = None, revoked: str | None = None
) -> Answer:
    """Enter a token that is about to be given, or end one by its `jti`."""
    now = desk.database.now()
    with desk.database.transaction() as connection:
        if token is not None:
            old = access_token.c.expires_at < now - _KEPT_SECONDS
            connection.execute(delete(access_token).where(old))
            connection.execute(insert(access_token), token)
        if revoked is not None:
            one = update(access_token).where(access_token.c.jti == revoked)
            good = one.where(access_token.c.revoked_at.is_(None))
            connection.execute(good.values(revoked_at=now))
    return {}


@command("issuer.rotate")
def rotate_keys(desk: Desk) -> Answer:
    """Have a new key sign; `kid` is its id."""
    return {"kid": rotate(desk.settings.data, desk.database.now())}
