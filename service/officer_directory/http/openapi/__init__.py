"""The description of the interface as OpenAPI 3.1, made from the field registry and a view."""
