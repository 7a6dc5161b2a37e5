"""Settings of the house. What differs between machines comes from concierge/environment.py."""

import os
import ssl
from typing import Any
from urllib.parse import quote, urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from concierge import environment, places

ENVIRONMENT = environment.load(os.environ)
DEMO = ENVIRONMENT.flag("DEMO")
DEBUG = ENVIRONMENT.flag("CONCIERGE_DEBUG")
BASE_DIR = places.ROOT
HOME = places.home(ENVIRONMENT.text("CONCIERGE_HOME"))
SOCKETS = places.sockets(HOME)

# --- Address -----------------------------------------------------------------------------------
BIND = ENVIRONMENT.text("CONCIERGE_BIND")
PUBLIC_URL = (ENVIRONMENT.text("CONCIERGE_PUBLIC_URL") or f"http://{BIND}").rstrip("/")
SECURE = PUBLIC_URL.startswith("https://")
_HOST = urlsplit(PUBLIC_URL).hostname or "localhost"
ALLOWED_HOSTS = [_HOST] if _HOST not in environment.LOOPBACK else [*environment.LOOPBACK, "[::1]"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECRET_KEY = ENVIRONMENT.text("CONCIERGE_SECRET_KEY") or places.signing_key(HOME)
SECRET_KEY_FALLBACKS = ENVIRONMENT.items_of("CONCIERGE_SECRET_KEY_FALLBACKS")
ROOT_URLCONF = "concierge.urls"
WSGI_APPLICATION = "concierge.wsgi.application"
APPEND_SLASH = True

# --- Rooms -------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "concierge.apps.ConciergeConfig",
    "frontend.apps.FrontendConfig",
    "tickets.apps.TicketsConfig",
    "accounts.apps.AccountsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "rest_framework",
    "template_partials",
]
MIDDLEWARE = [
    "concierge.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "concierge.middleware.only_readable_requests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "concierge.middleware.in_the_visitors_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "concierge.middleware.in_the_persons_language_and_zone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "concierge.middleware.private_pages_are_not_stored",
    "concierge.middleware.sessions_end",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "frontend.components.refusals.RefusalMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "frontend" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "frontend.components.shell.context",
                "frontend.desk.rooms.context",
            ],
            "builtins": ["template_partials.templatetags.partials"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Truth (PostgreSQL) and what may be wiped (Redis) ------------------------------------------
_EMBEDDED_DATABASE = f"postgres://concierge@/concierge?host={quote(str(SOCKETS))}"
_EMBEDDED_REDIS = f"unix://{SOCKETS}/redis.sock"
DATABASE_URL = ENVIRONMENT.text("DATABASE_URL") or _EMBEDDED_DATABASE
REDIS_URL = ENVIRONMENT.text("REDIS_URL") or _EMBEDDED_REDIS
_LIMITS = ("statement_timeout=30s", "lock_timeout=5s", "idle_in_transaction_session_timeout=60s")
_POOL = ENVIRONMENT.number("CONCIERGE_DATABASE_POOL")
DATABASES = {"default": environ.Env.db_url_config(DATABASE_URL)}
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),
    "connect_timeout": 3,
    "options": " ".join(f"-c {limit}" for limit in _LIMITS),
    **({"pool": {"min_size": 1, "max_size": _POOL, "timeout": 5}} if _POOL else {}),
}
DATABASES["default"]["CONN_MAX_AGE"] = 0 if _POOL else 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
_UNIX = REDIS_URL.startswith("unix://")
CACHES = {
    "default": {
        "BACKEND": "concierge.cache.WipeableRedisCache",
        "LOCATION": f"{REDIS_URL}?db=1" if _UNIX else REDIS_URL,
        "KEY_PREFIX": "concierge",
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 1},
    }
}
SESSION_ENGINE = "accounts.sessions"

# --- Celery: a kick and a beat, never the truth ------------------------------------------------
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://") + ("?virtual_host=0" * _UNIX)
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_BACKEND = None
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 0.5,
    "socket_timeout": 1,
    "max_retries": 0,
}
if REDIS_URL.startswith("rediss://"):  # kombu alone would take any certificate
    CELERY_BROKER_USE_SSL = {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
_FOLLOW = "tickets.tasks.follow_calendars"
_HAND_OVER = "tickets.tasks.hand_over"
_PRINT = "tickets.tasks.print_papers"
_SCREEN = "tickets.tasks.screen"
_SIGNATURES = "tickets.tasks.watch_signatures"
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "tickets.tasks.sweep", "schedule": 10.0, "options": {"expires": 10}},
    "signatures": {"task": _SIGNATURES, "schedule": 60.0, "options": {"expires": 60}},
    "hand_over": {"task": _HAND_OVER, "schedule": 10.0, "options": {"expires": 10}},
    "print": {"task": _PRINT, "schedule": 10.0, "options": {"expires": 10}},
    "screen": {"task": _SCREEN, "schedule": 10.0, "options": {"expires": 10}},
    "follow": {"task": _FOLLOW, "schedule": 60.0, "options": {"expires": 60}},
    "tidy": {"task": "tickets.tasks.tidy", "schedule": 3600.0, "options": {"expires": 3600}},
    "seal": {"task": "tickets.tasks.seal", "schedule": 3600.0, "options": {"expires": 3600}},
}

# --- People ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.sign_in.Recognition"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "landing"
ACCOUNT_ADAPTER = "accounts.sign_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # seconds; ASVS 6.5.5
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_FORMS = {
    "login": "frontend.account.forms.SignIn",
    "request_login_code": "frontend.account.forms.AskForCode",
    "confirm_login_code": "frontend.account.forms.SignInCode",
    "reset_password": "frontend.account.forms.AskForReset",
    "confirm_password_reset_code": "frontend.account.forms.ResetCode",
    "reset_password_from_key": "frontend.account.forms.NewPassword",
    "set_password": "frontend.account.forms.FirstPassword",
    "change_password": "frontend.account.forms.ChangePassword",
    "add_email": "frontend.account.forms.AddAddress",
    "confirm_email_verification_code": "frontend.account.forms.AddressCode",
    "reauthenticate": "frontend.account.forms.ItIsMe",
}
MFA_ADAPTER = "accounts.sign_in.SecondStep"
MFA_FORMS = {
    "authenticate": "frontend.account.forms.SecondStep",
    "reauthenticate": "frontend.account.forms.SecondStepAgain",
    "activate_totp": "frontend.account.forms.TurnOnApp",
}
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to whoever a stranger names
ACCOUNT_RATE_LIMITS = {  # counted per visitor's address, per mailbox or per signed-in person
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/10m/key",  # M2 of GB/T 22239-2019
    "request_login_code": "20/m/ip,3/h/key",
    "reset_password": "20/m/ip,3/h/key",
}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before an address or a second step is changed
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
SESSION_COOKIE_AGE = 12 * 3600  # absolute limit, S21
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_FAILURE_VIEW = "frontend.components.errors.forgery_suspected"

# --- Words, moments ----------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English"), ("ja", "日本語"), ("ko", "한국어")]
COMPLETE_LANGUAGES = ["zh-hans", "en"]  # offered to people; the others join when complete
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LOCALE_PATHS = [BASE_DIR / "frontend" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
PRODUCT_NAME = _("Foreign Affairs Project Concierge")
SERVICE_PHONE = ENVIRONMENT.text("CONCIERGE_SERVICE_PHONE")
DUTY_PHONE = ENVIRONMENT.text("CONCIERGE_DUTY_PHONE")

# --- Mail: our own backend writes outbox rows; delivery uses the server named outside ----------
EMAIL_BACKEND = "tickets.mail.OutboxBackend"
EMAIL_SERVER = ENVIRONMENT.text("CONCIERGE_EMAIL_URL")
DEFAULT_FROM_EMAIL = ENVIRONMENT.text("CONCIERGE_MAIL_FROM")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Files for the browser ---------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "frontend" / "static"]
CLAMD_URL = ENVIRONMENT.text("CLAMD_URL")
_FILES = {"location": HOME / "files", "file_permissions_mode": 0o600}
STORAGES: dict[str, dict[str, Any]] = {
    "attachments": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {**_FILES, "directory_permissions_mode": 0o700},
    },
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# --- Walls -------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
_PROXIES = ENVIRONMENT.number("CONCIERGE_TRUSTED_PROXIES")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _PROXIES else None
ALLAUTH_TRUSTED_PROXY_COUNT = _PROXIES
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
UPLOAD_LIMIT = 10 * 20 * 1024 * 1024 + DATA_UPLOAD_MAX_MEMORY_SIZE  # ten files of 20 MiB
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20  # the one too many is told by its name, not by a bare 400

# --- The API -----------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["tickets.api.sessions.BySession"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["tickets.api.bodies.StrictJSON"],
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS tells the methods, the document tells the rest
    "EXCEPTION_HANDLER": "tickets.api.problems.told",
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Foreign Affairs Project Concierge",
    "DESCRIPTION": "Tickets for programs: the readings and the steps of the pages, as JSON.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "SeenAtTheDesk": [("desk", "desk")],
        "SeenByALeader": [("leader", "leader")],
        "SeenInThePortal": [("portal", "portal")],
        "State": "tickets.rules.states.State",
        "PublicState": "tickets.rules.states.PublicState",
        "Clock": "tickets.rules.clocks.Clock",
        "Light": "tickets.rules.clocks.Light",
    },
    "SERVE_PUBLIC": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
}

# --- Log lines ---------------------------------------------------------------------------------
_FORM = ENVIRONMENT.text("CONCIERGE_LOG")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "concierge.logs.formatter", "form": _FORM}},
    "filters": {"strangers": {"()": "concierge.logs.StrangersMistakes"}},
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["strangers"],
        }
    },
    "root": {"handlers": ["stdout"], "level": "INFO"},
    "loggers": {"django.server": {"handlers": [], "propagate": True}},
}

SILENCED_SYSTEM_CHECKS: list[str] = []
