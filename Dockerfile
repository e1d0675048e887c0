# One image for every Caseline process: `api` (the default), `worker`, `simulator`, and every other command.

FROM python:3.11-slim AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
COPY pyproject.toml uv.lock README.md ./
RUN uv sync --frozen --no-dev --extra analytics --no-install-project
COPY . .
RUN uv sync --frozen --no-dev --extra analytics && .venv/bin/caseline translations compile

FROM python:3.11-slim
RUN groupadd --gid 10001 caseline \
    && useradd --uid 10001 --gid caseline --no-create-home --home-dir /var/lib/caseline caseline \
    && install -d -m 700 -o caseline -g caseline /var/lib/caseline /open-data /door /door/authority /door/server /door/provider /door/worker \
        /door/api /door/operator /door/web-ui
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    CASELINE_STATE_DIR=/var/lib/caseline \
    CASELINE_HOST=0.0.0.0 \
    CASELINE_LOG_FORMAT=json
WORKDIR /var/lib/caseline
USER caseline
VOLUME /var/lib/caseline
EXPOSE 8080
ENTRYPOINT ["caseline"]
CMD ["api"]
HEALTHCHECK --interval=30s --timeout=15s --start-period=60s --retries=3 \
    CMD ["python", "-m", "commands.health", "api"]
