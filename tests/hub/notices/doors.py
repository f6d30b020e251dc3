"""Who gets what at every door of notices: one status a role, in the order of `world.ROLES`.

anyone stranger lead partner officer director reviewer conflicted committee board finance observer auditor
"""

# fmt: off
DOORS = {
    "GET /api/inbox":                    "401 200 200 200 200 200 200 200 200 200 200 200 200",
    "POST /api/inbox/{notice_id}/read":  "401 404 404 404 404 404 404 404 404 404 404 404 404",
    "GET /api/webhooks":                 "401 200 200 200 200 200 200 200 200 200 200 200 200",
    "POST /api/webhooks":                "401 422 422 422 422 422 422 422 422 422 422 422 422",
    "DELETE /api/webhooks/{webhook_id}": "401 404 404 404 404 404 404 404 404 404 404 404 404",
    "GET notices:inbox":                 "302 200 200 200 200 200 200 200 200 200 200 200 200",
    "POST notices:read_all":             "302 302 302 302 302 302 302 302 302 302 302 302 302",
    "GET notices:notice":                "302 404 404 404 404 404 404 404 404 404 404 404 404",
    "GET notices:unsubscribe":           "404 404 404 404 404 404 404 404 404 404 404 404 404",
    "POST notices:unsubscribe":          "404 404 404 404 404 404 404 404 404 404 404 404 404",
    "GET notices:templates":             "302 403 403 403 200 200 403 403 403 403 403 403 403",
    "GET notices:template":              "302 403 403 403 404 404 403 403 403 403 403 403 403",
    "POST notices:template":             "302 403 403 403 404 404 403 403 403 403 403 403 403",
    "POST notices:reset_template":       "302 403 403 403 302 302 403 403 403 403 403 403 403",
    "GET notices:outbox":                "200 200 200 200 200 200 200 200 200 200 200 200 200",
    "GET notices:letter":                "404 404 404 404 404 404 404 404 404 404 404 404 404",
    "POST notices:send_again":           "302 403 403 403 404 404 403 403 403 403 403 403 403",
    "GET notices:webhooks":              "302 200 200 200 200 200 200 200 200 200 200 200 200",
    "POST notices:webhooks":             "302 422 422 422 422 422 422 422 422 422 422 422 422",
    "GET notices:webhook":               "302 404 404 404 404 404 404 404 404 404 404 404 404",
    "POST notices:end_webhook":          "302 404 404 404 404 404 404 404 404 404 404 404 404",
    "POST notices:renew_secret":         "302 404 404 404 404 404 404 404 404 404 404 404 404",
}
# Doors that do not open this way: 405, or the sign-in for those who are not.
NO_SUCH_METHOD = [
    "POST notices:inbox",
    "GET notices:read_all",
    "POST notices:notice",
    "POST notices:templates",
    "GET notices:reset_template",
    "POST notices:outbox",
    "POST notices:letter",
    "GET notices:send_again",
    "POST notices:webhook",
    "GET notices:end_webhook",
    "GET notices:renew_secret",
]
