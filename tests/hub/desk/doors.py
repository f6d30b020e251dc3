"""Who gets what at every door of desk: one status a role, in the order of `world.ROLES`.

anyone stranger lead partner officer director reviewer conflicted committee board finance observer auditor
"""

# fmt: off
DOORS = {
    "GET desk:home":        "200 200 200 200 200 200 200 200 200 200 200 200 200",
    "POST desk:sign_in_as": "404 404 404 404 404 404 404 404 404 404 404 404 404",
}
# Doors that do not open this way: 405, or the sign-in for those who are not.
NO_SUCH_METHOD = [
    "POST desk:home",
    "GET desk:sign_in_as",
]
