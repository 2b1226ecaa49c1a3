# One image for every process of docker-compose.yml: Reprise run from its checkout, with the versions the tests pass with.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    REPRISE_HOME=/data \
    REPRISE_SITES=/sites \
    DAGSTER_HOME=/data/dagster

# Fonts for scripts that the packaged ones do not draw: Chinese, Japanese, Korean, and emoji.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-noto-cjk fonts-noto-color-emoji \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --uid 10001 --create-home reprise \
    && mkdir -p /data/dagster /sites \
    && chown -R reprise:reprise /data /sites

WORKDIR /app

COPY pyproject.toml constraints.txt README.md LICENSE NOTICE ./
COPY assets_pipeline assets_pipeline
COPY cli cli
COPY io_managers io_managers
COPY reprise reprise
COPY resources resources
COPY sandbox sandbox
COPY schedules schedules
COPY sensors sensors
RUN pip install --constraint constraints.txt --editable '.[production]'

COPY dagster.yaml workspace.yaml ./
COPY --chown=reprise:reprise dbt_analytics dbt_analytics

USER reprise

# dbt's manifest is made once here instead of at every start.
RUN python -c "from resources.settings import load_settings; from resources.warehouse import ensure_manifest; ensure_manifest(load_settings())"

VOLUME /data
EXPOSE 3000
