"""Every setting of Grappe: its meaning and unit, a default that works, a stop on a bad value.

All variables are listed in docs/reference/settings.md, which a test holds against this file.
"""

import sys
from pathlib import Path

import django_stubs_ext
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from grappe.config.env import (
    env_bool,
    env_database,
    env_int,
    env_list,
    env_secret,
    env_str,
)
from grappe.config.logs import logging_settings

# Lets Django's generic classes be written as types: `ModelForm[User]`.
django_stubs_ext.monkeypatch()

PACKAGE = Path(__file__).resolve().parent.parent
# Where the database, the uploads and the built files live unless told otherwise. A folder.
HOME = Path(env_str("GRAPPE_HOME", default=str(Path.cwd() / "var")))
TESTING = "pytest" in sys.modules

# Production refuses to start without its secrets, serves only HTTPS and only its hosts. yes or no.
PRODUCTION = env_bool("GRAPPE_PRODUCTION", default=False)
# The demo: mail is shown in the product instead of sent, and pages say their people are invented.
DEMO = env_bool("GRAPPE_DEMO", default=not PRODUCTION)
DEBUG = env_bool("GRAPPE_DEBUG", default=False)
SECRET_KEY = env_secret("GRAPPE_SECRET_KEY", file=HOME / "secret-key", production=PRODUCTION)
# Host names served. Comma-separated.
ALLOWED_HOSTS = env_list("GRAPPE_HOSTS", default="localhost,127.0.0.1,[::1]")
# Where people reach the product from outside: used in e-mail and files. An address without a path.
SITE_URL = env_str("GRAPPE_SITE_URL", default="http://localhost:8000")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []

DATABASES = {"default": env_database("GRAPPE_DATABASE_URL", default_file=HOME / "grappe.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"

HUB_APPS = [
    f"grappe.hub.{name}"
    for name in (
        "audit",
        "notices",
        "people",
        "calls",
        "proposals",
        "projects",
        "reviews",
        "decisions",
        "desk",
    )
]
INSTALLED_APPS = [
    *HUB_APPS,
    "grappe.kit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
]

MIDDLEWARE = [
    "grappe.config.logs.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "grappe.config.middleware.DomainErrorMiddleware",
    "grappe.config.middleware.ApiMethodMiddleware",
]

ROOT_URLCONF = "grappe.config.urls"
WSGI_APPLICATION = "grappe.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "config" / "templates", PACKAGE / "kit" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "grappe.config.context.product",
            ],
            "builtins": ["grappe.kit.templatetags.kit", "django.templatetags.i18n"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Languages and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [PACKAGE / "config" / "locale"]
LANGUAGE_COOKIE_NAME = "grappe_language"
USE_I18N = True
USE_TZ = True
# The cluster's clock: deadlines are said in it. An IANA name.
TIME_ZONE = env_str("GRAPPE_TIME_ZONE", default="America/Montreal")

# Static files and uploads
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
if TESTING:  # WhiteNoise warns of a folder that is not there, and a warning is an error
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files", "base_url": None},
    },
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if TESTING or DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
# Largest file that may be attached. Megabytes.
UPLOAD_MAX_MB = env_int("GRAPPE_UPLOAD_MAX_MB", default=25, least=1)
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_PERMISSIONS = 0o640

# Accounts: e-mail and password, TOTP, passkeys, OpenID Connect
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.Argon2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "grappe.config.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "grappe.hub.people.forms.SignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = False if TESTING else {}
ACCOUNT_SESSION_REMEMBER = None
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = "Grappe"
USERSESSIONS_TRACK_ACTIVITY = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# An OpenID Connect provider, when the cluster has one: its name, address, client and secret.
OIDC_SERVER_URL = env_str("GRAPPE_OIDC_SERVER_URL", default="")
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "sso",
                    "name": env_str("GRAPPE_OIDC_NAME", default="Single sign-on"),
                    "client_id": env_str("GRAPPE_OIDC_CLIENT_ID", default=""),
                    "secret": env_str("GRAPPE_OIDC_CLIENT_SECRET", default=""),
                    "settings": {"server_url": OIDC_SERVER_URL},
                }
            ]
        }
    }
    if OIDC_SERVER_URL
    else {}
)

# Mail
SMTP_HOST = env_str("GRAPPE_SMTP_HOST", default="")
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": SMTP_HOST,
            "port": env_int("GRAPPE_SMTP_PORT", default=587, least=1),
            "username": env_str("GRAPPE_SMTP_USER", default=""),
            "password": env_str("GRAPPE_SMTP_PASSWORD", default=""),
            "use_tls": True,
            "timeout": 15,
        },
    }
    if SMTP_HOST and not TESTING
    else {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
}
DEFAULT_FROM_EMAIL = env_str("GRAPPE_MAIL_FROM", default="Grappe <no-reply@localhost>")

# Security
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside, where no HTTPS is
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
CSRF_FAILURE_VIEW = "grappe.config.views.csrf_failure"

# One line a record; JSON in production, so that machines read it too. No personal data.
LOG_LEVEL = env_str("GRAPPE_LOG_LEVEL", default="INFO")
LOGGING = logging_settings(json=PRODUCTION, level="WARNING" if TESTING else LOG_LEVEL)
SILENCED_SYSTEM_CHECKS: list[str] = []
