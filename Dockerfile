FROM python:3.13.9-slim-trixie AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
RUN python -m venv /opt/stackbot
COPY requirements.lock ./
RUN /opt/stackbot/bin/pip install --require-hashes --only-binary :all: -r requirements.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY bot bot
COPY knowledge knowledge
COPY migrations migrations
# The build tools are locked and installed above, so nothing is fetched here.
RUN /opt/stackbot/bin/pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
    && /opt/stackbot/bin/pip install --no-deps --no-index dist/*.whl \
    && /opt/stackbot/bin/pip uninstall --yes pip
# What is learned here takes seconds at each start otherwise, as the root of the file system is read-only.
RUN STACKBOT_CACHE_DIR=/opt/cache /opt/stackbot/bin/stackbot ask "Node or Python?"

FROM python:3.13.9-slim-trixie
# What installs programs is left to the stage above.
RUN python -m pip uninstall --yes --root-user-action ignore pip && rm -r /usr/local/lib/python3.13/ensurepip
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin stackbot \
    && install --directory --owner 10001 --group 10001 --mode 700 /data
COPY --from=build /opt/stackbot /opt/stackbot
COPY --from=build --chown=10001:10001 /opt/cache /opt/cache
# Inside the container every address is its own: what is reached from outside is what is published.
ENV PATH=/opt/stackbot/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    STACKBOT_CACHE_DIR=/opt/cache \
    STACKBOT_DATABASE_URL=sqlite:////data/stackbot.db \
    STACKBOT_HEALTH_PORT=9090 \
    STACKBOT_HOST=0.0.0.0
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, sys; from http.client import HTTPConnection as To; to = To('127.0.0.1', int(os.environ['STACKBOT_HEALTH_PORT']), timeout=4); to.request('GET', '/healthz'); sys.exit(to.getresponse().status != 200)"]
ENTRYPOINT ["stackbot"]
CMD ["run"]
