# Two images from one base: the directory's API (target `directory`) and its public portal
# (target `portal`). Each runs as nobody in particular, on a file system it cannot write to.

FROM debian:trixie-slim AS base
ENV PATH=/opt/directory/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates python3 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent directory

FROM base AS building
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3-venv \
    && rm -rf /var/lib/apt/lists/*
RUN python3 -m venv /opt/directory
WORKDIR /source
COPY requirements/building.txt requirements/
RUN pip install --no-cache-dir --require-hashes --requirement requirements/building.txt

FROM building AS building-directory
COPY requirements/runtime.txt requirements/
RUN pip install --no-cache-dir --require-hashes --requirement requirements/runtime.txt
COPY pyproject.toml README.md ./
COPY policies policies
COPY migrations migrations
COPY service service
RUN pip install --no-cache-dir --no-deps --no-build-isolation .

FROM building AS building-portal
COPY requirements/portal.txt requirements/
RUN pip install --no-cache-dir --require-hashes --requirement requirements/portal.txt
COPY clients clients
RUN pip install --no-cache-dir --no-deps --no-build-isolation ./clients ./clients/portal

FROM base AS directory
COPY --from=building-directory /opt/directory /opt/directory
RUN install --directory --owner=directory --group=directory --mode=700 /data
ENV OFFICER_DIRECTORY_DATA=/data
VOLUME /data
WORKDIR /data
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=3)"]
ENTRYPOINT ["officer-directory"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]

FROM base AS portal
COPY --from=building-portal /opt/directory /opt/directory
USER 10001:10001
WORKDIR /tmp
EXPOSE 8001
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8001/healthz', timeout=3)"]
ENTRYPOINT ["officer-directory-portal"]
CMD ["--api", "http://127.0.0.1:8000", "--host", "0.0.0.0", "--port", "8001"]
