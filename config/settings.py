"""All settings, read once from the environment; `README.md` has the table of variables."""

from datetime import UTC, datetime
from pathlib import Path

from config import env

ROOT = Path(__file__).resolve().parent.parent

# --- What an operator sets -------------------------------------------------------------------------

DEBUG = env.flag("DEBUG", default=False)
# Commands need no secret; the web server refuses to start without one (config/wsgi.py).
SIGNS_NOTHING = "commands serve nobody and sign nothing, so this is enough for them"
SECRET_KEY = env.text("SECRET_KEY", SIGNS_NOTHING)
PERMIS_PUBLIC = env.flag("PERMIS_PUBLIC", default=True)
ALLOWED_HOSTS = list(env.words("PERMIS_ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]")))
CSRF_TRUSTED_ORIGINS = list(env.words("PERMIS_TRUSTED_ORIGINS"))
PERMIS_HTTPS = env.flag("PERMIS_HTTPS", default=False)
HF_ENDPOINT = env.url("HF_ENDPOINT", "https://huggingface.co", schemes=("http", "https"))
HF_TOKEN = env.token("HF_TOKEN")
SYNC_EVERY_MINUTES = env.number("PERMIS_SYNC_MINUTES", 15, low=1, high=1440)
WALK_EVERY_HOURS = env.number("PERMIS_WALK_HOURS", 24, low=1, high=24 * 30)
API_RATE_PER_MINUTE = env.number("PERMIS_API_RATE", 300, low=1, high=1_000_000)
PAGE_RATE_PER_MINUTE = env.number("PERMIS_PAGE_RATE", 600, low=1, high=1_000_000)
SIGN_IN_RATE_PER_MINUTE = env.number("PERMIS_SIGN_IN_RATE", 10, low=1, high=1000)
TRUSTED_PROXIES = env.number("PERMIS_PROXIES", 0, low=0, high=10)  # that stand before us and name who asks
BROKER_URL = env.text("BROKER_URL", "redis://127.0.0.1:6379/0")
CACHE_URL = env.text("CACHE_URL", "redis://127.0.0.1:6379/1")

# --- Django ----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "registry",
]
MIDDLEWARE = [
    "registry.api.edge.ProblemsOnly",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "registry.web.security.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "registry.web.limits.Limited",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "registry.web.security.ClosedToStrangers",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "registry.web.page.frame",
            ],
        },
    },
]
DATABASES = {
    "default": {
        **env.database("DATABASE_URL", "postgresql:///permis"),
        # A held connection answers ten times as many `select 1` as a new one for each request.
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
    },
}
CACHES = {
    "default": {
        "BACKEND": "registry.teams.quota.CountingCache",
        "LOCATION": CACHE_URL,
        # A cache that hangs may cost a request this much, and is left alone for a while then.
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    },
}
AUTHENTICATION_BACKENDS = ["registry.teams.sign_in.CountedSignIn"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- Languages, time, static files -----------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [ROOT / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = env.folder("PERMIS_STATIC", ROOT / "static-built")
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# --- Security --------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PERMIS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if PERMIS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PERMIS_HTTPS
SECURE_HSTS_PRELOAD = PERMIS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PERMIS_HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PERMIS_HTTPS
CSRF_FAILURE_VIEW = "registry.web.errors.csrf_failed"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "search"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- The REST door ---------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["registry.api.render.JsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["registry.api.access.TokenAuthentication", "registry.api.access.SignedIn"],
    "DEFAULT_PERMISSION_CLASSES": ["registry.api.access.MayRead"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "registry.api.problems.answer",
    "UNAUTHENTICATED_USER": None,
    # No parameter or ending of an address overrides what is asked for by Accept.
    "URL_FORMAT_OVERRIDE": None,
    "FORMAT_SUFFIX_KWARG": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Permis",
    "DESCRIPTION": (
        "Under which licence is each open model of the Hugging Face Hub, how sure is that, and how do we know? "
        "Which of them may we use, in a context of ours? Whether hardware is enough is not judged yet; null is "
        "what has not been examined. Reading takes no token, nor does checking up to 100 models, unless the "
        "registry is closed (PERMIS_PUBLIC=false); then every request takes one."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [],  # they would take the enums out of shapes that name them well
    "APPEND_COMPONENTS": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
}

# --- Background work -------------------------------------------------------------------------------

CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 900
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Above the longest task, so that no running task is delivered a second time.
    "visibility_timeout": 3600,
    # How often to look for tasks whose worker vanished; a run does not wait for them, the next ring takes it up.
    "unacked_restore_interval": 1,
}
CELERY_BEAT_SCHEDULE = {
    # Last rung long ago, so that the first ring comes when beat starts, not a minute later; expires, so that rings
    # do not pile up while no worker is there.
    "advance": {
        "task": "registry.tasks.start_due_sync",
        "schedule": 60.0,
        "last_run_at": datetime(2000, 1, 1, tzinfo=UTC),
        "options": {"expires": 60},
    },
    "renew": {
        "task": "registry.tasks.renew_stale",
        "schedule": 60.0,
        "last_run_at": datetime(2000, 1, 1, tzinfo=UTC),
        "options": {"expires": 60},
    },
    "forget": {"task": "registry.tasks.forget_checks", "schedule": 3600.0, "options": {"expires": 60}},
    # Somebody may be waiting before a page.
    "examine": {"task": "registry.tasks.examine_next", "schedule": 15.0, "options": {"expires": 15}},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"httpx2": {"level": "WARNING"}},  # it would write a line for each page of a walk
}
