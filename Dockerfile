# syntax=docker/dockerfile:1
# Three builds, of which only the last is shipped: no compiler, no pip, no Node in it.

FROM node:22-bookworm-slim AS assets
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY static ./static
RUN npm run build

FROM python:3.13-slim-bookworm AS build
ENV PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv --without-pip /opt/joinery
COPY requirements.lock ./
RUN pip --python /opt/joinery/bin/python install --require-hashes --requirement requirements.lock \
    && /opt/joinery/bin/python -m compileall -q -j 0 /opt/joinery/lib
WORKDIR /app
COPY . .
COPY --from=assets /src/static/build ./static/build
RUN JOINERY_DATA_DIR=/tmp/build JOINERY_STATIC_ROOT=/app/collected \
    /opt/joinery/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && /opt/joinery/bin/python -m compileall -q -j 0 .

FROM python:3.13-slim-bookworm
RUN pip uninstall --yes --quiet --root-user-action=ignore pip \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin joinery \
    && install --directory --owner joinery --group joinery --mode 0700 /data /keys
ENV PATH=/opt/joinery/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    JOINERY_ENV=production \
    JOINERY_DATA_DIR=/data \
    JOINERY_STATIC_ROOT=/app/collected
COPY --from=build /opt/joinery /opt/joinery
COPY --from=build /app /app
WORKDIR /app
USER joinery
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["python", "scripts/probe.py"]
CMD ["gunicorn", "--config", "python:config.gunicorn", "config.wsgi"]
