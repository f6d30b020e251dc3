"""Who gets what at every door of audit: one status a role, in the order of `world.ROLES`.

anyone stranger lead partner officer director reviewer conflicted committee board finance observer auditor
"""

# fmt: off
DOORS = {
    "GET /api/trace/events":       "401 403 403 403 403 200 403 403 403 403 403 403 200",
    "GET /api/trace/verification": "401 403 403 403 403 200 403 403 403 403 403 403 200",
    "GET audit:events":            "302 403 403 403 403 200 403 403 403 403 403 403 200",
    "POST audit:events":           "302 403 403 403 403 200 403 403 403 403 403 403 200",
    "GET audit:verify":            "302 403 403 403 403 200 403 403 403 403 403 403 200",
    "POST audit:verify":           "302 403 403 403 403 200 403 403 403 403 403 403 200",
    "GET audit:history":           "302 403 403 403 403 404 403 403 403 403 403 403 404",
    "POST audit:history":          "302 403 403 403 403 404 403 403 403 403 403 403 404",
}
# Doors that do not open this way: 405, or the sign-in for those who are not.
NO_SUCH_METHOD = [
]
