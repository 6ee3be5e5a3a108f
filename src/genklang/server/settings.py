"""Settings of one installation, from its environment; the defaults are those of a safe one."""

import os
from datetime import timedelta
from pathlib import Path

from genklang.server.databases import read_database

DATA = Path(os.environ.get("GENKLANG_DATA", "genklang-data")).resolve()
"""The store, the reports, the SQLite databases: everything that a backup copies."""
KEYS = Path(os.environ.get("GENKLANG_KEYS", "genklang-keys")).resolve()
"""The private mix keys: outside the data, in no backup, for the jobs' operating-system user alone."""
DEMO = os.environ.get("GENKLANG_MODE") == "demo"
"""A demonstration on this machine: plain HTTP on loopback, invented people, mail on the console."""

DEBUG = False
SECRET_KEY = os.environ.get("GENKLANG_SECRET_KEY", "demo" * 16 if DEMO else "")
SECRET_KEY_FALLBACKS = os.environ.get("GENKLANG_OLD_SECRET_KEYS", "").split()
"""Earlier secret keys, separated by blanks: what they signed is still read."""
ALLOWED_HOSTS = os.environ.get("GENKLANG_HOSTS", "localhost,127.0.0.1" if DEMO else "").split(",")
BASE_URL = os.environ.get("GENKLANG_BASE_URL", "http://localhost:8000" if DEMO else "").rstrip("/")
"""The address that links, codes and letters carry; never taken from a request."""
TRUSTED_PROXIES = int(os.environ.get("GENKLANG_TRUSTED_PROXIES", "0"))
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
    "csp.middleware.CSPMiddleware",
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
    }
]

DATABASES = {
    "default": read_database(os.environ.get("DATABASE_URL", ""), DATA / "genklang.sqlite3"),
    "responses": read_database(os.environ.get("RESPONSES_DATABASE_URL", ""), DATA / "responses.sqlite3"),
}
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
SECURE_REFERRER_POLICY = "no-referrer"
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

LANGUAGE_CODE = os.environ.get("GENKLANG_LANGUAGE", "sv")
"""The language of staff pages for a reader who has not chosen one that there is."""
LANGUAGES = [("sv", "Svenska"), ("da", "Dansk"), ("en", "English")]
"""The languages of staff pages; those of respondents are the questionnaire's."""
USE_TZ = True
TIME_ZONE = os.environ.get("GENKLANG_TIME_ZONE", "Europe/Stockholm")

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
STATICFILES_DIRS = [WEB / "static", ("fonts", Path(__file__).parents[1] / "content" / "fonts")]

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("GENKLANG_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("GENKLANG_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("GENKLANG_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("GENKLANG_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("GENKLANG_SMTP_TLS", "0" if DEMO else "1") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("GENKLANG_MAIL_FROM", "noreply@localhost")
BOUNCE_DOMAIN = os.environ.get("GENKLANG_BOUNCE_DOMAIN", "")
"""Domain that undeliverable mail returns to (see docs/how-to/e-mail.md); empty: only refusals at once are seen."""
SMS_GATEWAY = os.environ.get("GENKLANG_SMS_GATEWAY", "")
"""Address that text messages are posted to (see docs/how-to/text-messages.md); empty: the channel is off."""
SMS_TOKEN = os.environ.get("GENKLANG_SMS_TOKEN", "")

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
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
