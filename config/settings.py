"""Django's settings, ordered by subject. Everything that differs between places comes from the environment."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
from django.utils.csp import CSP

from config import addresses, embedded, logs, place
from config.env import Environment
from inbox.channels.outbound import guard

# Lets our classes name their types, as in `ModelAdmin[Member]`.
django_stubs_ext.monkeypatch()

env = Environment()
BASE_DIR = place.BASE_DIR

# --- Place: where this copy of Liaison lives -------------------------------------------------------------------------
# Folder of the one-machine default: databases, keys, collected files.
DATA_DIR = place.data_folder(env)
# Address that the web server of `manage.py up` listens on, and its port.
BIND = env.text("LIAISON_BIND", "127.0.0.1")
PORT = env.number("PORT", 8000, least=1, most=65534)
# Web processes and threads of the worker that `manage.py up` starts.
WEB_PROCESSES = env.number("WEB_PROCESSES", 2, least=1, most=64)
WORKER_THREADS = env.number("WORKER_THREADS", 4, least=1, most=64)
# How long a worker may hold a channel before another takes over, in seconds.
TURN_LEASE = env.number("TURN_LEASE", 60, least=5, most=3600)
# How long a worker may take to send one reply before it counts as lost, in seconds.
DELIVERY_LEASE = env.number("DELIVERY_LEASE", 90, least=25, most=3600)
# Conversations that were older than this when their channel was connected start resolved.
HISTORY_DAYS = env.number("HISTORY_DAYS", 7, least=1, most=3650)
# Hours until whoever must approve a draft is reminded, and days until it goes back to its author.
REVIEW_REMINDER_HOURS = env.number("REVIEW_REMINDER_HOURS", 4, least=1, most=720)
# Languages that the organisation serves, two letters each: what is read in messages, and whose word forms rules know.
READING_LANGUAGES = env.words("READING_LANGUAGES", "en,de")
REVIEW_EXPIRY_DAYS = env.number("REVIEW_EXPIRY_DAYS", 7, least=1, most=365)
# Whoever writes a larger part of a channel's replies than this is one person too much rests on.
STAFFING_SHARE = env.number("STAFFING_SHARE", 60, least=1, most=100)
STAFFING_LEAST_REPLIES = env.number("STAFFING_LEAST_REPLIES", 20, least=1, most=100_000)
# Address under which people reach Liaison; links in mails start with it.
LIAISON_URL = env.text("LIAISON_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
_public = env.parsed("LIAISON_URL", LIAISON_URL, addresses.public, urlsplit("http://127.0.0.1"))
# Address of the sandbox, the pretend network beside us, and the file that is its memory. Its connector, which knows
# nothing of Django, reads the address from the environment.
SANDBOX_URL = env.text("SANDBOX_URL", f"http://127.0.0.1:{PORT + 1}").rstrip("/")
env.parsed("SANDBOX_URL", SANDBOX_URL, addresses.public, urlsplit(SANDBOX_URL))
os.environ.setdefault("SANDBOX_URL", SANDBOX_URL)
SANDBOX_FILE = DATA_DIR / "sandbox.sqlite3"
# Addresses that are not public and that connectors may speak to all the same. Connectors, which know nothing of
# Django, read this from the environment.
OUTBOUND_ALLOW = env.parsed("OUTBOUND_ALLOW", "", guard.allowances, guard.NO_EXCEPTIONS)
# Tracebacks in the browser: for development only.
DEBUG = env.flag("DEBUG")

# --- Keys -------------------------------------------------------------------------------------------------------------
# Without a database server of their own, people should not need to invent keys either: they are made on first use.
ONE_MACHINE = not env.has("DATABASE_URL")
# Signs sessions and links.
SECRET_KEY = env.secret("SECRET_KEY", place.key_file(DATA_DIR, "SECRET_KEY"), generate=ONE_MACHINE)
# Encrypts the credentials of channels at rest; never the same as SECRET_KEY.
FIELD_ENCRYPTION_KEY = env.secret(
    "FIELD_ENCRYPTION_KEY", place.key_file(DATA_DIR, "FIELD_ENCRYPTION_KEY"), generate=ONE_MACHINE
)

# --- Web: addresses, cookies, headers ---------------------------------------------------------------------------------
_https = _public.scheme == "https"
# Host names that are answered.
ALLOWED_HOSTS = [_public.hostname or "", "localhost", "127.0.0.1", "[::1]", *env.words("ALLOWED_HOSTS")]
# Origins from which forms are accepted.
CSRF_TRUSTED_ORIGINS = [LIAISON_URL]
# Number of proxies in front of us; their X-Forwarded headers are believed, and rate limits count real visitors.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0, most=10)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
# Cookies travel encrypted only, and browsers are told to stay on https, as soon as the public address is https.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_HSTS_SECONDS = 30 * 24 * 3600 if _https else 0
# Other sites learn nothing from our links, and cannot frame us.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Only our own files: no inline script, no inline style, no plugin, no frame.
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
# A request body beyond this many bytes is refused, files aside.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# --- Parts ------------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "config",
    "reports",
    "routing",
    "inbox",
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "whitenoise.runserver_nostatic",
    "config.data.DataConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.statics.FilesMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.FirstRunMiddleware",
    "accounts.middleware.PreferencesMiddleware",
    "accounts.middleware.RefusedMiddleware",
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"

# --- Pages ------------------------------------------------------------------------------------------------------------
# Our pages are Jinja2; Django's own engine serves the admin console and packages only.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"environment": "config.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "django"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
# Files for browsers: ours in static/, collected (compressed, named by content) into STATIC_ROOT.
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(DATA_DIR / "static")))
# Until files are collected, they are served from where they lie.
WHITENOISE_USE_FINDERS = DEBUG or not (STATIC_ROOT / "staticfiles.json").exists()
# Uploads, kept outside the reach of the web server.
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(DATA_DIR / "media")))
# Copies of pictures and files of strangers: room for all of them, and for one, in megabytes.
MEDIA_CACHE_MB = env.number("MEDIA_CACHE_MB", 1000, least=1, most=1_000_000)
MEDIA_FILE_MB = env.number("MEDIA_FILE_MB", 25, least=1, most=500)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.statics.Storage"},
}

# --- Language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# --- People -----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Member"
AUTHENTICATION_BACKENDS = ["accounts.backends.MemberBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
# E-mail and password; whoever may enter is decided by the adapter, which knows invitations only.
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.sign_in_forms.SignInForm",
    "reset_password": "accounts.sign_in_forms.ResetForm",
    "change_password": "accounts.sign_in_forms.ChangeForm",
    "add_email": "accounts.sign_in_forms.AddressForm",
    "reauthenticate": "accounts.sign_in_forms.ShowAgainForm",
    "reset_password_from_key": "accounts.sign_in_forms.NewPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
# The invitation's link has already shown that the address is theirs.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
# A new address counts once its owner has opened the link sent there; until then the old one stays.
ACCOUNT_CHANGE_EMAIL = True
# Nobody learns from us whether an address is a member's, and strangers get no mail from us.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Members learn by mail when their password or second factor was changed.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Password, address and second factor are changed only shortly after having shown the password.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_FORMS = {
    "authenticate": "accounts.sign_in_forms.CodeForm",
    "reauthenticate": "accounts.sign_in_forms.CodeAgainForm",
    "activate_totp": "accounts.sign_in_forms.AppForm",
}
MFA_TOTP_ISSUER = "Liaison"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# The published demo passwords open nothing on a machine that others can reach.
DEMO_LOGINS_ALLOWED = addresses.is_loopback(BIND) and addresses.is_loopback(_public.hostname or "")
# Opens the first-run page from another machine; without one, the link that `manage.py up` shows does.
SETUP_TOKEN = env.text("SETUP_TOKEN")
CSRF_FAILURE_VIEW = "accounts.views.errors.csrf_failure"
# Sessions live in the database: signing out everywhere holds at once.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 14 * 24 * 3600

# --- Data -------------------------------------------------------------------------------------------------------------
_database = env.parsed("DATABASE_URL", embedded.database_url(DATA_DIR), addresses.database, addresses.NOTHING)
DATABASES = {
    "default": {
        **_database,
        # Connections come from a pool and go back after each request, so that streams hold none.
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "pool": {
                "min_size": 1,
                "max_size": env.number("DATABASE_POOL_SIZE", 10, least=2, most=200),
                "timeout": 10,
            },
            **_database.get("OPTIONS", {}),
        },
        # A pooler such as PgBouncer gives each transaction another server connection.
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
}
# E-mails are unique whatever their case, by a constraint that this check does not know.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# A direct connection for LISTEN when DATABASE_URL leads through PgBouncer; empty means DATABASE_URL itself.
LISTEN_DATABASE_URL = env.text("LISTEN_DATABASE_URL")
env.parsed("LISTEN_DATABASE_URL", embedded.database_url(DATA_DIR), addresses.database, addresses.NOTHING)
# Shared by all processes when it is Redis or Valkey; rate limits then count once for all.
CACHES = {"default": env.parsed("CACHE_URL", "", addresses.cache, addresses.NOTHING)}

# --- Mail -------------------------------------------------------------------------------------------------------------
# Mails go into the outbox first; a worker hands them to the mail server, if one is named.
_mail_server = env.parsed("EMAIL_URL", "", addresses.mailer, addresses.NOTHING)
MAILERS = {"default": {"BACKEND": "accounts.mail.OutboxBackend"}} | ({"server": _mail_server} if _mail_server else {})
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", f"Liaison <liaison@{_public.hostname}>")
EMAIL_SUBJECT_PREFIX = "[Liaison] "

# --- Work in the background -------------------------------------------------------------------------------------------
# Redis, Valkey or RabbitMQ; without one, wake-ups stay in this process and the sweeps find the work.
CELERY_BROKER_URL = env.parsed("CELERY_BROKER_URL", "memory://", addresses.broker, "memory://")
# Results are rows in the database, never answers of tasks.
CELERY_TASK_IGNORE_RESULT = True
# A task counts as taken only when it has ended, and one is taken at a time.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "liaison"
# A broker that is away delays nobody: publishing is tried once, within seconds.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 3600, "socket_connect_timeout": 2} if "redis" in CELERY_BROKER_URL else {}
)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_TIMEZONE = TIME_ZONE

# --- API --------------------------------------------------------------------------------------------------------------
# Requests that one token, and all tokens of one member together, may make in a minute.
API_TOKEN_RATE = env.number("API_TOKEN_RATE", 600, least=1, most=1_000_000)
API_MEMBER_RATE = env.number("API_MEMBER_RATE", 1200, least=1, most=1_000_000)
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "accounts.api.schema.Schema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.tokens.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Liaison",
    "VERSION": "1",
    "DESCRIPTION": "Everything that people do in Liaison, for programs: the same acts, with the same rights.",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SORT_OPERATIONS": False,
    "POSTPROCESSING_HOOKS": ["accounts.api.schema.finish"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

# --- Logs -------------------------------------------------------------------------------------------------------------
LOGGING = logs.configuration(
    env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    env.choice("LOG_FORMAT", "text", ("text", "json")),
)

env.finish()
