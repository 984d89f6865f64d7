# One image for everything: all parts in one container (the default), or one part each (compose.yaml).
FROM python:3.13-slim

# reports in PDF and pictures of pages need a Chinese font; it is 2 MB
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-wqy-microhei postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --uid 1000 douya \
    && install --directory --owner=douya /data

WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --only-binary :all: --requirement requirements.txt
COPY wsgi.py ./
COPY annotate annotate
COPY worker_tasks worker_tasks
COPY static static
COPY templates templates

USER douya
ENV DOUYA_HOST=0.0.0.0 DOUYA_DATA=/data PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=5)"]
# web, workers and the embedded queue server, migrated first, each restarted when it ends
CMD ["python", "-m", "annotate.host"]
