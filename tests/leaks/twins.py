"""The published leaks of comparable systems, each as the request that is its twin here.

An id is followed by the twin requests. Each must be answered as a question about a field
that never was: refused in the same words, or with what is nowhere. Where a reader of
higher standing may ask the same question in earnest, that request is the positive control:
it must find the secret.
"""

from dataclasses import dataclass

O = "/v1/officers"  # noqa: E741
GATED = f"{O}?unit=Harbor Decoy Team"
COUNTED = f"{O}?unit=Harbor Decoy Team&count=true"


@dataclass(frozen=True, slots=True)
class Twin:
    """A published leak: requests that must tell nothing, and one that tells whom it may."""

    id: str
    asked: tuple[str, ...]
    control: str = GATED


def _twin(leak: str, *asked: str, control: str = GATED) -> Twin:
    return Twin(leak, asked, control)


QUESTIONS = (
    _twin(
        "CVE-2023-34235 / GHSA-9xg4-3qfm-9w8f",
        *(f"{O}?filter[officers.unit][startswith]=Harb", f"{O}?t0.unit=Harbor Decoy Team"),
        *(f'{O}?"unit"=Harbor Decoy Team', f"{O}?unit::text=Harbor Decoy Team"),
        f"{O}?unit__startswith=Harb",
    ),
    _twin(
        "CVE-2026-27886 / GHSA-rjg2-95x7-8qmx",
        *(f"{O}?where[unit]=Harbor Decoy Team", f"{O}?having=unit", f"{O}?predicate=1"),
        f"{O}?_q=Harbor",
    ),
    _twin("strapi/strapi#11869", f"{O}?photo_containss=https", f"{O}?photo__contains=v1"),
    _twin("CVE-2023-31133 / GHSA-r97q-ghch-82j9", f"{O}?filter=photo:~^'/v1/officers'"),
    _twin("CVE-2022-36079 / GHSA-2m6g-crv8-p3c6", f'{O}?where={{"unit":{{"$regex":"^Harb"}}}}'),
    _twin(
        "CVE-2026-31872 / GHSA-r2m8-pxm9-9c4g",
        *(f"{O}?assignment.unit=Harbor Decoy Team", f"{O}?sort=assignment.unit"),
        f"{O}?fields=assignment.unit",
    ),
    _twin(
        "CVE-2023-47117 / GHSA-6hjj-gq77-j4qw",
        *(f"{O}?supervisor__unit__regex=^Harb", f"{O}?agency__officers__photo__startswith=/"),
        f"{O}?unit__regex=^Harb",
    ),
    _twin(
        "CVE-2014-0483 / PYSEC-2014-7",
        *(f"{O}?to_field=unit", f"{O}?label=unit", f"{O}?distinct_on=unit"),
    ),
    _twin("CVE-2023-41321 / GHSA-3fxw-j5rj-w836", f"{O}?search[birth_year]=^19"),
    _twin(
        "Netflix/lemur PR #876",
        *(f"{O}?filter=birth_year;1986", f"{O}?sort=metadata", f"{O}?dir=distinct"),
        f"{O}?sort=birth_year",
    ),
    _twin(
        "CVE-2025-3648",
        *(f"{O}?birth_year__gte=1980&count=true", f"{O}?birth_year__gte=1900&count=true"),
        control=f"{O}?birth_year__gte=1986&birth_year__lte=1986&count=true",
    ),
    _twin(
        "Salesforce SOQL WITH SECURITY_ENFORCED (documented limit)",
        *(f"{O}?fields=id&birth_year__like=19%", f"{O}?fields=id&birth_year=1986"),
        control=f"{O}?birth_year=1986",
    ),
    _twin(
        "SQL Server / Fabric Dynamic Data Masking (documented limit)",
        *(f"{O}?birth_year__gt=1985&birth_year__lt=1987", f"{O}?birth_year__in=1986"),
        control=f"{O}?birth_year__gt=1985&birth_year__lt=1987",
    ),
    _twin("discourse/discourse PR #41598 (2026-07)", f"{O}?sort=unit", f"{O}?sort=-unit"),
    _twin(
        "GHSA-2r95-c453-vxmr / GHSA-w45q-6m65-9498 (makeplane PR #9292)",
        *(f"{O}?sort=supervisor__birth_year", f"{O}?order_by=birth_year"),
    ),
    _twin(
        "GHSA-p885-6jpg-cr2p (makeplane PR #9348)",
        *(f"{O}?sort=zzz", f"{O}?sort=created_by__token", "/v1/complaints?sort=zzz"),
        *("/v1/incidents?sort=zzz", "/v1/agencies?sort=zzz", "/v1/incidents?sort=unit"),
    ),
    _twin("CVE-2021-45116 / PYSEC-2022-2", f"{O}?sort=unit.0", f"{O}?sort=unit__len"),
    _twin(
        "PostgREST Prefer: count=planned/estimated + CVE-2019-10130 (pg statistics vs RLS)",
        *(f"{O}?unit=Harbor Decoy Team&count=estimated", f"{O}?count=planned"),
    ),
    _twin(
        "CVE-2025-8713 (also CVE-2017-7484)",
        *(f"{O}?filter=cast(unit as int)=1", f"{O}?birth_year=1986::int", f"{O}?birth_year=x"),
    ),
    _twin("teableio/teable#3335 (2026)", f"{O}?fields=unit", f"{O}?fields=unit,photo"),
    _twin(
        "nocodb/nocodb PR #13295, PR #13356 (2026)",
        *(f"{O}?include_hidden=true", f"{O}?debug=1", f"{O}?getHiddenColumn=true"),
    ),
    _twin(
        "baserow/baserow#5778 (2026)",
        *(f"{O}?protection_class=undercover", f"{O}?unit=Harbor Decoy Team"),
    ),
    _twin(
        "metabase/metabase#23377; PR #24740 / #24966 (2022)",
        *(f"{O}?facet=rank", f"{O}?distinct=rank"),
    ),
    _twin(
        "Elasticsearch security-limitations doc (DLS: global index statistics used in scoring)",
        *(f"{O}?q=haddad&include=score", f"{O}?q=diaz&explain=true"),
    ),
    _twin(
        "directus/v8-archive#1978 (2020)",
        *(f"{O}?meta=*", f"{O}?meta=total_count", f"{O}?meta=by_protection_class"),
    ),
    _twin(
        "ForestAdmin/forest-rails PR #803 (2026)",
        *(f"{O}.csv?fields=unit", f"{O}.csv?fields=id,birth_year", f"{O}.ndjson?fields=unit"),
    ),
    _twin(
        "tocco InsecureOrderPathsRegistry (public API docs)",
        *(f"{O}?sort=unit.name", f"{O}?fast_sort=unit", f"{O}?sort=unit"),
    ),
    _twin(
        "gristlabs/grist-core#305 (2022)",
        *(f"{O}?unit_badge_colour=red", f"{O}?is_plainclothes=true", f"{O}?fields=is_plainclothes"),
    ),
)
"""Each is refused, in the one text of a parameter that is not understood."""

PLACES = (
    _twin(
        "baserow/baserow#6080, PR #6081 (2026)",
        *(f"{O}/timeline?unit=x", f"{O}/calendar", f"{O}/map", f"{O}/stats", f"{O}/feed"),
    ),
    _twin("paperless-ngx/paperless-ngx#3187 (2023)", f"{O}/autocomplete?term=Harb"),
    _twin("geonetwork/core-geonetwork#4141, #634", f"{O}/facets?field=unit"),
    _twin("CVE-2024-6323", "/v1/search?q=Harbor"),
    _twin("ontola/atomic-server#286 (2022)", f"{O}/count?unit=Harbor Decoy Team"),
    _twin("directus/directus PR #8575 (issue #8510, 2021)", f"{O}/aggregate?count=unit"),
    _twin(
        "odoo/odoo PR #73341 review, PR #135111, PR #86230; OCA/edi PR #1417",
        f"{O}/aggregate?group_by=unit&count=*",
    ),
    _twin("CVE-2023-36472 / GHSA-v8gg-4mq2-88q4", f"{O}/{{hidden}}/related?label_field=unit"),
    _twin("prisma/prisma1#1095, Graphcool #503", "/v1/agencies/{agency}/units/{unit}/members"),
    _twin("CVE-2023-38503 / GHSA-gggm-66rh-pp98", f"{O}/events"),
    _twin("GHSA-j7mm-f4rv-6q6q (PR #10176, 2026)", "/v1/subscriptions"),
    _twin("GHSA-qpc3-fg4j-8hgm (PR #10254, 2026)", f"{O}/changes?watch=unit"),
    _twin("CVE-2026-30947", "/v1/stream"),
    _twin("CVE-2025-13821 / GHSA-pp9j-pf5c-659x", f"{O}/{{hidden}}/events"),
    _twin("supabase/realtime#562", f"{O}/events?id={{hidden}}"),
    _twin("CVE-2025-64749 / GHSA-cph6-524f-3hgr", "/v1/units/{unit}", "/v1/units/nope"),
    _twin("simonw/datasette 1.0a36 changelog (2026-07)", "/v1/agencies/{closed}/schema"),
    _twin("CVE-2023-45809 / PYSEC-2023-219", f"{O}:batchGet"),
    _twin("CVE-2018-6188 / PYSEC-2018-4", "/v1/tips"),
    _twin("BeWelcome/rox#145, fcms#495", "/v1/photos/1", "/v1/photos/2", f"{O}/1"),
    _twin(
        "buddyboss-platform#2177; LycheeOrg/Lychee#1294, PR #1430",
        *("/media/officers/{hidden}.jpg", "/media/officers/{hidden}/thumbnail"),
    ),
    _twin("CVE-2023-27481 / GHSA-m5q3-8wgf-x8xf", "/v1/exports"),
    _twin("odoo/odoo#12077 (2016)", "/v1/exports?columns=unit"),
    _twin("CVE-2022-24798 / PYSEC-2022-178", "/exports/latest.jsonl.gz"),
    _twin("CVE-2013-4191 / PYSEC-2014-55", "/v1/agencies/{agency}/roster.zip"),
    _twin("directus/v8-archive#1967 (2020)", f"{O}/{{hidden}}/history?field=unit"),
    _twin("CVE-2022-39340 / GHSA-95x7-mh78-7w2r", f"{O}:stream"),
    _twin("CVE-2008-1475 / PYSEC-2008-10", "/rpc", "/graphql", "/mcp"),
)
"""Each is a place that is not there, in the words of a record that cannot be shown."""

RECORDS = (
    _twin("CVE-2020-25813", f"{O}/{{id}}/complaints", f"{O}/{{id}}/disclosures"),
    _twin("OpenAEV-Platform/openaev#2356 (2025)", f"{O}/{{id}}"),
    _twin("CVE-2024-36106 / GHSA-3cqf-953p-h5cp", f"{O}/by-uid/{{uid}}", f"{O}?uid={{uid}}"),
    _twin(
        "CVE-2012-5501 / PYSEC-2014-43",
        *(f"{O}/{{id}}/photo", f"{O}/{{id}}/photo?download=1", f"{O}/{{id}}/photo/{'A' * 107}"),
    ),
    _twin(
        "Alaveteli doc/CHANGES (censor rules not applied to attachment filenames in downloads;"
        " hidden request snippets in embargoed batch lists; public token bypassing hidden"
        " prominence)",
        *(f"{O}/{{id}}/photo", f"{O}/{{id}}/documents", f"{O}/{{id}}.csv"),
    ),
    _twin("CVE-2023-5561", f"{O}?q={{uid}}", f"{O}?q={{badge}}", f"{O}?q={{last}}"),
    _twin(
        "CVE-2025-67717 / GHSA-f4cf-9rvr-2rcx",
        *(f"{O}?limit=1&count=true&uid={{uid}}", f"{O}?last_name={{last}}&count=true"),
    ),
    _twin("objectstack-ai/objectstack#2850 and #7626 (2026)", f"{O}/{{id}}/incidents"),
)
"""Each is about one officer, who is hidden or never was: the answers are the same bytes."""
