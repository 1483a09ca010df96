"""An access-controlled police officer directory.

Facts enter a record store that nobody outside may query; a policy compiled from
Casbin's language decides what each tier of requester sees; the outside tiers read a
publication that holds only what their view releases.
"""
