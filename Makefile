# The two commands are `make run` and `make test`; all else is for those who work on Douya.
.PHONY: run test check bench help

help:
	@echo 'make run    start Douya with a demo at http://127.0.0.1:8000'
	@echo 'make test   install what tests need and run all of them'
	@echo 'make check  style and types only'
	@echo 'make bench  measure, write benchmarks/results'

run:
	@exec scripts/run

test:
	@scripts/make-venv requirements-dev.txt
	@scripts/install-test-tools
	@scripts/test

check:
	@scripts/make-venv requirements-dev.txt
	@scripts/check

bench:
	@scripts/make-venv requirements-dev.txt
	@scripts/bench
