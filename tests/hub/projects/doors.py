"""Who gets what at every door of projects: one status a role, in the order of `world.ROLES`.

anyone stranger lead partner officer director reviewer conflicted committee board finance observer auditor
"""

# fmt: off
DOORS = {
    "GET /api/projects/":       "200 200 200 200 200 200 200 200 200 200 200 200 200",
    "GET /api/projects/{slug}": "200 200 200 200 200 200 200 200 200 200 200 200 200",
    "GET projects:projects":    "200 200 200 200 200 200 200 200 200 200 200 200 200",
    "GET projects:load":        "302 403 403 403 200 200 403 403 403 403 403 403 403",
    "POST projects:load":       "302 403 403 403 422 422 403 403 403 403 403 403 403",
    "GET projects:project":     "200 200 200 200 200 200 200 200 200 200 200 200 200",
}
# Doors that do not open this way: 405, or the sign-in for those who are not.
NO_SUCH_METHOD = [
    "POST projects:projects",
    "POST projects:project",
]
