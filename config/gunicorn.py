"""How gunicorn serves Joinery: `gunicorn --config python:config.gunicorn config.wsgi`."""

import tempfile
from pathlib import Path

from config import logs
from config.environment import PRODUCTION, env

_host = env.str("JOINERY_LISTEN", default="0.0.0.0" if PRODUCTION else "127.0.0.1")  # noqa: S104 - a container is reached from outside itself

bind = [f"{_host}:{env.int('PORT', default=8000)}"]
worker_class = "gthread"
workers = env.int("JOINERY_WEB_PROCESSES", default=2 if PRODUCTION else 1)
threads = env.int("JOINERY_WEB_THREADS", default=8)
timeout = 60
graceful_timeout = 10
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
# The heartbeat file has to be on a file system that can be written and is fast: memory, if any.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else tempfile.gettempdir()  # noqa: S108
control_socket_disable = True  # it would be a file in the home directory; nobody uses it
logconfig_dict = logs.CONFIGURATION
access_log_format = "%(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"
# A proxy in front says who the client is; docs/operations.md says how to run one.
forwarded_allow_ips = "*" if env.bool("JOINERY_BEHIND_PROXY", default=False) else "127.0.0.1"
