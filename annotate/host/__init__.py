"""One machine: the supervisor of `make run`, the embedded Redis-compatible server, migrations, backups."""
