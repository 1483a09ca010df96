"""The schemas we publish: of a user as little as the directory holds, and the officer.

There is no e-mail, telephone, address, photo or password in them: what is not in a schema
is refused, so that none of it can be sent here and kept. A unit is stated with someone new and
begins an assignment; later ones have days, which are not in these schemas.
"""

from functools import cache
from typing import Annotated, Any, Final

from pydantic import Field
from scim2_models import (
    URN,
    AuthenticationScheme,
    Bulk,
    ChangePassword,
    ComplexAttribute,
    ETag,
    Extension,
    Filter,
    Mutability,
    Patch,
    Required,
    Resource,
    ResourceType,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)
from scim2_models.resources.resource import AnyExtension

USER_SCHEMA: Final = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE_SCHEMA: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
OFFICER_SCHEMA: Final = "urn:officer-directory:params:scim:schemas:extension:1.0:Officer"

MOST_RESULTS: Final = 200
MOST_OPERATIONS: Final = 50
MOST_BYTES: Final = 65_536

_ReadOnly = Annotated[str | None, Mutability.read_only]


class Name(ComplexAttribute):
    family_name: Annotated[str | None, Required.true, Field(description="Last name in use.")] = None
    given_name: Annotated[str | None, Field(description="Given name.")] = None
    middle_name: Annotated[str | None, Field(description="Middle name or initial.")] = None
    honorific_suffix: Annotated[
        str | None, Field(description="Jr, Sr, II, III, IV or V.", examples=["Jr", "III"])
    ] = None


class User(Resource[AnyExtension]):
    """An officer of the agency."""

    __schema__ = URN(USER_SCHEMA)

    user_name: Annotated[
        str | None,
        Uniqueness.server,
        Required.true,
        Field(description="The agency's public number of the officer."),
    ] = None
    name: Annotated[Name | None, Required.true] = None
    active: Annotated[bool | None, Field(description="Whether in service; false: separated.")] = (
        None
    )


class EnterpriseUser(Extension):
    """The payroll key, and the place that follows from the assignment in force."""

    __schema__ = URN(ENTERPRISE_SCHEMA)

    employee_number: Annotated[
        str | None, Field(description="The payroll key, as externalId; where both differ, this.")
    ] = None
    division: Annotated[_ReadOnly, Field(description="Bureau of the assignment in force.")] = None
    department: Annotated[_ReadOnly, Field(description="Unit of the assignment in force.")] = None


class Officer(Extension):
    """An officer's badge, rank, first day and unit."""

    __schema__ = URN(OFFICER_SCHEMA)

    badge: Annotated[str | None, Field(description="Badge number, leading zeros and all.")] = None
    rank: Annotated[str | None, Field(description="Rank or job title.")] = None
    appointed_on: Annotated[
        str | None,
        Field(description="First day with the agency: YYYY-MM-DD.", examples=["2019-04-01"]),
    ] = None
    unit: Annotated[
        str | None,
        Mutability.immutable,
        Field(
            description="Unit of the assignment in force, which may be stated with a new officer."
        ),
    ] = None


OfficerUser = User[EnterpriseUser | Officer]


@cache
def provider() -> ScimProvider:
    """The service as it describes itself."""
    return ScimProvider(
        models=[User, EnterpriseUser, Officer],
        resource_types=[ResourceType.from_resource(OfficerUser)],
        config=_config(),
    )


def _config() -> ServiceProviderConfig:
    return ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=True, max_operations=MOST_OPERATIONS, max_payload_size=MOST_BYTES),
        filter=Filter(supported=True, max_results=MOST_RESULTS),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=False),
        etag=ETag(supported=True),
        authentication_schemes=[
            AuthenticationScheme(
                type=AuthenticationScheme.Type.oauthbearertoken,
                name="Bearer",
                description="An API key or an access token of tier hr, bound to one agency.",
                primary=True,
            )
        ],
    )


def resource_of(payload: dict[str, Any]) -> Resource[Any]:
    """A resource from its attributes, as they are named on the wire."""
    return OfficerUser.model_validate(payload)
