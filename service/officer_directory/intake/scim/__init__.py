"""SCIM 2.0 (RFC 7643, RFC 7644): officers of one agency, as its personnel system keeps users.

The protocol is scim2-server's and scim2-models'; what is here says which facts are which
attributes, asks the hr view, and writes by `intake.hr`. No HTTP here.
"""
