"""Settings of one installation, from its environment; the defaults are those of a safe one."""

import os
from datetime import timedelta
from pathlib import Path

from genklang.server.databases import read_database


def read_setting(name: str, default: str, *, demo: str | None = None) -> str:
    """Return a setting of this installation from its environment; a demonstration may have another default."""
    return os.environ.get(name, default if demo is None or not DEMO else demo)


DEMO = os.environ.get("GENKLANG_MODE") == "demo"
"""`demo`: a demonstration on this machine, by plain HTTP on loopback, with invented people and mail on the console."""
DATA = Path(read_setting("GENKLANG_DATA", "genklang-data")).resolve()
"""The store, the reports, the SQLite databases: everything that a backup copies."""
KEYS = Path(read_setting("GENKLANG_KEYS", "genklang-keys")).resolve()
"""The private mix keys: outside the data, in no backup, for the jobs' operating-system user alone."""

DEBUG = False
SECRET_KEY = read_setting("GENKLANG_SECRET_KEY", "", demo="demo" * 16)
"""A long random text that only this server knows. Sessions, links and the log's chain hang on it."""
SECRET_KEY_FALLBACKS = read_setting("GENKLANG_OLD_SECRET_KEYS", "").split()
"""Earlier secret keys, separated by blanks: what they signed is still read."""
ALLOWED_HOSTS = read_setting("GENKLANG_HOSTS", "", demo="localhost,127.0.0.1").split(",")
"""Host names that the server is reached by, separated by commas."""
BASE_URL = read_setting("GENKLANG_BASE_URL", "", demo="http://localhost:8000").rstrip("/")
"""The address that links, codes and letters carry; never taken from a request."""
TRUSTED_PROXIES = int(read_setting("GENKLANG_TRUSTED_PROXIES", "0"))
"""How many proxies of our own stand before the server; X-Forwarded-For is believed no further."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "genklang.server.organisation",
    "genklang.server.fieldwork",
    "genklang.server.responses",
    "genklang.server.results",
]

MIDDLEWARE = [
    "genklang.server.web.middleware.refuse_methods",
    "genklang.server.web.middleware.survive_storage",
    "django.middleware.security.SecurityMiddleware",
    "genklang.server.web.middleware.limit_sources",
    "genklang.server.web.middleware.keep_nothing",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "genklang.server.web.middleware.speak",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
CSRF_FAILURE_VIEW = "genklang.server.web.public.errors.stale_form"

ROOT_URLCONF = "genklang.server.urls"
WSGI_APPLICATION = "genklang.server.wsgi.application"
WEB = Path(__file__).parent / "web"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["genklang.server.web.words", "genklang.server.web.staff.tags"],
        },
    },
    {
        "NAME": "respondent",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [WEB / "respondent" / "templates"],
        "OPTIONS": {"environment": "genklang.server.web.respondent.engine.make_environment"},
    },
]

DATABASES = {
    "default": read_database(read_setting("DATABASE_URL", ""), DATA / "genklang.sqlite3"),
    "responses": read_database(read_setting("RESPONSES_DATABASE_URL", ""), DATA / "responses.sqlite3"),
}
"""Addresses of two PostgreSQL databases (`postgresql://user:password@host/name`), of people and of answers; without
them, two SQLite files in the data folder."""
DATABASE_ROUTERS = ["genklang.server.databases.Zones"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organisation.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 4 * 3600
ACCOUNT_ADAPTER = "genklang.server.web.staff.account.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "60/m/ip,20/h/key", "reset_password": "20/h/ip,5/h/key"}
ACCOUNT_FORMS = {
    "login": "genklang.server.web.staff.account.forms.SignInForm",
    "reset_password": "genklang.server.web.staff.account.forms.AskResetForm",
    "reset_password_from_key": "genklang.server.web.staff.account.forms.SetPasswordForm",
    "change_password": "genklang.server.web.staff.account.forms.ChangePasswordForm",
    "reauthenticate": "genklang.server.web.staff.account.forms.ConfirmForm",
}
MFA_ADAPTER = "genklang.server.web.staff.account.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "genklang"
MFA_FORMS = {
    "authenticate": "genklang.server.web.staff.account.forms.CodeForm",
    "reauthenticate": "genklang.server.web.staff.account.forms.ConfirmCodeForm",
    "activate_totp": "genklang.server.web.staff.account.forms.FirstCodeForm",
}
AXES_HANDLER = "axes.handlers.cache.AxesCacheHandler"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "genklang.server.web.staff.account.adapter.name_account"
AXES_CLIENT_IP_CALLABLE = "genklang.server.web.address.hide_address"
AXES_LOCKOUT_CALLABLE = "genklang.server.web.staff.account.adapter.locked_out"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}}
"""Counts of failed attempts and used one-time codes: in the database, so that every worker knows them."""
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_NAME = "sessionid" if DEMO else "__Host-session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "csrf" if DEMO else "__Host-csrf"
CSRF_COOKIE_AGE = None
"""Gone with the browser: a year's cookie would tell whoever shares the device that somebody answered."""
SECURE_SSL_REDIRECT = not DEMO
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 0 if DEMO else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEMO
SECURE_REFERRER_POLICY = "same-origin"
"""No other site is told where somebody came from. (`no-referrer` would make browsers send our own forms as if from
nowhere, and they would be refused.)"""
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

LANGUAGE_CODE = read_setting("GENKLANG_LANGUAGE", "sv")
"""The language of staff pages for a reader who has not chosen one that there is."""
LANGUAGES = [("sv", "Svenska"), ("da", "Dansk"), ("en", "English")]
"""The languages of staff pages; those of respondents are the questionnaire's."""
USE_TZ = True
TIME_ZONE = read_setting("GENKLANG_TIME_ZONE", "Europe/Stockholm")
"""The time zone that days and quiet hours go by."""

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
STATICFILES_DIRS = [WEB / "static", ("fonts", Path(__file__).parents[1] / "content" / "fonts")]

EMAIL_HOST = read_setting("GENKLANG_SMTP_HOST", "localhost", demo="")
"""The mail server that everything is handed to; empty: mails are written on the console."""
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_PORT = int(read_setting("GENKLANG_SMTP_PORT", "25"))
"""The mail server's port."""
EMAIL_HOST_USER = read_setting("GENKLANG_SMTP_USER", "")
"""The name to sign in to the mail server with; empty: without signing in."""
EMAIL_HOST_PASSWORD = read_setting("GENKLANG_SMTP_PASSWORD", "")
"""The password to sign in to the mail server with."""
EMAIL_USE_TLS = read_setting("GENKLANG_SMTP_TLS", "1", demo="0") == "1"
"""`1`: speak to the mail server by STARTTLS; `0`: in clear, for a mail server on the same machine."""
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = read_setting("GENKLANG_MAIL_FROM", "noreply@localhost")
"""The sender's address of every mail. It reaches respondents: let it reveal nothing of social services."""
BOUNCE_DOMAIN = read_setting("GENKLANG_BOUNCE_DOMAIN", "")
"""Domain that undeliverable mail returns to (see docs/how-to/e-mail.md); empty: only refusals at once are seen."""
SMS_GATEWAY = read_setting("GENKLANG_SMS_GATEWAY", "")
"""Address that text messages are posted to (see docs/how-to/text-messages.md); empty: the channel is off."""
SMS_TOKEN = read_setting("GENKLANG_SMS_TOKEN", "")
"""What the gateway for text messages knows this server by."""

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 500
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"quiet": {"()": "genklang.server.web.quiet_log.QuietFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
        "axes": {"level": "CRITICAL"},
    },
}
"""No line names a person, an address, a link or a page of a round."""
